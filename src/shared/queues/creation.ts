import { z } from 'zod'
import { listOf } from '../ipc/bounded.ts'
import { wireError } from '../errors.ts'
import { checkedText } from '../texts/checked-text.ts'
import { creationRanges, encryptions, kmsKeyProblem } from './creation-options.ts'
import { queueConfig } from './queues.ts'

const within = ([least, most]: readonly [number, number]) => z.int().min(least).max(most)

export const creationOptions = z
  .strictObject({
    encryption: z.enum(encryptions),
    kmsKey: checkedText(kmsKeyProblem).nullable(),
    blocksPublicAccess: z.boolean(),
    tlsOnly: z.boolean(),
    expireDays: within(creationRanges.expireDays).nullable(),
    abortUploadsDays: within(creationRanges.abortUploadsDays).nullable(),
    maxReceives: within(creationRanges.maxReceives).nullable(),
    visibilitySeconds: within(creationRanges.visibilitySeconds),
    retentionDays: within(creationRanges.retentionDays),
  })
  .refine(({ encryption, kmsKey }) => (encryption === 'kms') === (kmsKey !== null), 'Enter a KMS key.')

/** A job queue to create. */
export const creationRequest = z.strictObject({
  config: queueConfig,
  options: creationOptions,
  /** The names of buckets and queues that already exist, and stay as they are. */
  existing: listOf(z.string().max(100), 20, { min: 0 }),
})
export type CreationRequest = z.infer<typeof creationRequest>

/** A bucket or queue that would be created. */
export const plannedResource = z.strictObject({
  kind: z.enum(['bucket', 'queue']),
  name: z.string(),
  region: z.string(),
  settings: z.array(z.strictObject({ label: z.string(), value: z.string() })),
})
export type PlannedResource = z.infer<typeof plannedResource>

export const exportFormat = z.enum(['cloudformation', 'terraform', 'aws-cli'])
export type ExportFormat = z.infer<typeof exportFormat>

const resourceName = z.strictObject({ kind: z.enum(['bucket', 'queue']), name: z.string() })

/** What was created. Creation stops at the first failure. */
export const creationOutcome = z.strictObject({
  created: z.array(resourceName),
  /** `null` means everything was created. */
  failed: z
    .strictObject({
      resource: resourceName,
      /** True if it exists, but one of its settings is missing. */
      isCreated: z.boolean(),
      error: wireError,
    })
    .nullable(),
  notCreated: z.array(resourceName),
})
export type CreationOutcome = z.infer<typeof creationOutcome>
