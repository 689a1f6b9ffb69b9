import { z } from 'zod'
import type { HeldClaim } from '../engine/claims/claim-journal.ts'
import type { UnfinishedSave, UnfinishedUpload } from '../engine/transfers/transfer-journal.ts'
import type { MultipartUploadRecord } from '../engine/uploads/multipart-journal.ts'
import { claimEvent, jobFields } from '../../shared/jobs.ts'
import { direction } from '../../shared/queues.ts'
import type { LeftBehind } from './ledger-message.ts'

const identity = { size: z.number().nonnegative(), mtimeMs: z.number(), ino: z.number() }

/** An upload's plan as it lies on disk. */
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
  createdAt: z.number(),
})

/** How far an unfinished upload got. */
export const unfinishedStep = z.enum(['planned', 'stored', 'failed', 'paused'])

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
})

/** What a former run left; what makes no sense is left out. */
export function parseLeftBehind(left: LeftBehind): {
  readonly uploads: readonly UnfinishedUpload[]
  readonly saves: readonly UnfinishedSave[]
  readonly claims: readonly HeldClaim[]
} {
  return {
    uploads: left.uploads.flatMap((row): UnfinishedUpload[] => {
      const plan = parsed(plannedUpload, row.plan)
      const step = unfinishedStep.safeParse(row.step).data
      return plan === null || step === undefined ? [] : [{ ...plan, step }]
    }),
    saves: left.saves.flatMap((row): UnfinishedSave[] => {
      const plan = parsed(plannedSave, row.plan)
      const step = saveStep.safeParse(row.step).data
      return plan === null || step === undefined ? [] : [{ ...plan, step, partPath: row.partPath }]
    }),
    claims: left.claims.flatMap(({ held, events, ...rest }): HeldClaim[] => {
      const claim = parsed(heldClaim, held)
      return claim === null ? [] : [{ ...claim, ...rest, events: parsed(z.array(claimEvent), events) ?? [] }]
    }),
  }
}

/** A multipart upload as it lies on disk, or `null` where it makes no sense. */
export function parseMultipart(facts: string): MultipartUploadRecord | null {
  return parsed(multipartUpload, facts)
}

function parsed<T>(schema: z.ZodType<T>, json: string): T | null {
  try {
    return schema.safeParse(JSON.parse(json)).data ?? null
  } catch {
    return null
  }
}
