import { z } from 'zod'
import type { HeldClaim } from '../engine/claims/claim-journal.ts'
import type { UnfinishedSave, UnfinishedUpload } from '../engine/transfers/transfer-journal.ts'
import type { MultipartUploadRecord } from '../engine/uploads/multipart-journal.ts'
import { wireError } from '../../shared/errors.ts'
import { claimEvent } from '../../shared/jobs/claims.ts'
import { jobFields } from '../../shared/jobs/job-fields.ts'
import { direction } from '../../shared/queues/queues.ts'
import { submitGroup } from '../../shared/jobs/submit-group.ts'
import type { StoredUnfinishedWork } from './ledger-message.ts'

const identity = { size: z.number().nonnegative(), mtimeMs: z.number(), ino: z.number() }

/** A planned upload as stored. */
export const plannedUpload = z.object({
  id: z.string().min(1).max(64),
  kind: z.enum(['submit', 'store']),
  connectionId: z.string(),
  queue: z.string(),
  direction,
  path: z.string(),
  ...identity,
  name: z.string(),
  fields: jobFields,
  key: z.string().min(1),
  copyOf: z.object({ bucket: z.string(), key: z.string(), size: z.number().nonnegative() }).optional(),
  createdAt: z.number(),
  group: submitGroup.nullish(),
  delaySeconds: z.int().min(0).max(900).optional(),
})

/** The last step of an unfinished upload. */
const uploadStep = z.enum(['planned', 'stored', 'unconfirmed', 'failed', 'paused'])

const multipartUpload = z.object({
  uploadId: z.string(),
  transferId: z.string(),
  connectionId: z.string(),
  bucket: z.string(),
  key: z.string(),
  partSize: z.number().positive(),
  file: z.object(identity),
  createdAt: z.number(),
})

const plannedSave = z.object({
  id: z.string(),
  connectionId: z.string(),
  queue: z.string(),
  direction,
  bucket: z.string(),
  key: z.string(),
  claimId: z.string().nullable(),
  acknowledge: z.boolean(),
  target: z.union([
    z.object({ folder: z.string() }),
    z.object({ path: z.string(), replaces: z.boolean().optional() }),
  ]),
  name: z.string().nullable(),
  bytesTotal: z.number().nullable(),
  createdAt: z.number(),
  // Failed saves only.
  error: wireError.optional().catch(undefined),
})

const saveStep = z.enum(['planned', 'failed', 'paused'])

const heldClaim = z.object({
  id: z.string(),
  connectionId: z.string(),
  queue: z.string(),
  status: z.string(),
  jobId: z.string(),
  receiptHandle: z.string(),
  rawBody: z.string(),
  receivedCount: z.number(),
  sentAt: z.number().nullable(),
  firstReceivedAt: z.number().nullable(),
  receivedAt: z.number(),
  leaseMs: z.number(),
  // Missing in claims from an earlier version.
  arrivedAt: z.number().optional(),
  damaged: z.boolean().default(false),
  attributes: z.record(z.string(), z.object({ type: z.string(), value: z.string() })).default({}),
  traceHeader: z.string().nullable().default(null),
})

/** Parses the previous session's unfinished work. Skips invalid rows. */
export function parseUnfinishedWork(stored: StoredUnfinishedWork): {
  readonly uploads: readonly UnfinishedUpload[]
  readonly saves: readonly UnfinishedSave[]
  readonly claims: readonly HeldClaim[]
} {
  return {
    uploads: stored.uploads.flatMap((row): UnfinishedUpload[] => {
      const plan = parse(plannedUpload, row.plan)
      const step = uploadStep.safeParse(row.step).data
      const error = row.error === null ? null : parse(wireError, row.error)
      if (plan === null || step === undefined) return []
      return [{ ...plan, step, ...(error !== null && { error }) }]
    }),
    saves: stored.saves.flatMap((row): UnfinishedSave[] => {
      const plan = parse(plannedSave, row.plan)
      const step = saveStep.safeParse(row.step).data
      if (plan === null || step === undefined) return []
      const { error, ...save } = plan
      return [{ ...save, step, partPath: row.partPath, ...(error !== undefined && { error }) }]
    }),
    claims: stored.claims.flatMap(({ held, events, ...rest }): HeldClaim[] => {
      const claim = parse(heldClaim, held)
      if (claim === null) return []
      const { arrivedAt = claim.receivedAt } = claim
      return [{ ...claim, arrivedAt, ...rest, events: parse(z.array(claimEvent), events) ?? [] }]
    }),
  }
}

/** Parses a multipart upload. Returns `null` if it is invalid. */
export function parseMultipart(json: string): MultipartUploadRecord | null {
  return parse(multipartUpload, json)
}

function parse<T>(schema: z.ZodType<T>, json: string): T | null {
  try {
    return schema.safeParse(JSON.parse(json)).data ?? null
  } catch {
    return null
  }
}
