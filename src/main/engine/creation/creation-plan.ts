import type { CreationOptions } from '../../../shared/queues/creation-options.ts'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { resourceNames } from '../protocol/resource-names.ts'

/** A bucket to create, with its settings. */
export type PlannedBucket = {
  readonly kind: 'bucket'
  readonly name: string
  readonly region: string
  readonly encryption: Encryption | null
  readonly blocksPublicAccess: boolean
  readonly tlsOnly: boolean
  readonly expireDays: number | null
  readonly abortUploadsDays: number | null
}

/** An SQS queue to create, with its settings. */
export type PlannedQueue = {
  readonly kind: 'queue'
  readonly name: string
  readonly region: string
  readonly encryption: Encryption | null
  readonly tlsOnly: boolean
  /** Attributes that are plain numbers, as SQS names them. */
  readonly attributes: Readonly<Record<string, string>>
  /** Its dead-letter queue. */
  readonly deadLetters: { readonly queue: string; readonly maxReceives: number } | null
}

/** `kmsKey` is the key's ARN. `null` means keys managed by S3 or SQS. */
export type Encryption = { readonly kmsKey: string | null }

/** Everything that is created for a job queue, in this order. */
export type CreationPlan = {
  readonly config: QueueConfig
  readonly region: string
  readonly bucketRegion: string
  readonly buckets: readonly PlannedBucket[]
  readonly queues: readonly PlannedQueue[]
}

const daySeconds = 86_400
/** Dead letters should be kept as long as SQS allows. */
const maxRetention = String(14 * daySeconds)
const longPollSeconds = '20'

/** Plans a job queue's missing buckets and queues. Existing ones are not part of the plan. */
export function planCreation(
  config: QueueConfig,
  options: CreationOptions,
  target: { readonly region: string; readonly bucketRegion: string; readonly existing: readonly string[] },
): CreationPlan {
  const { region, bucketRegion, existing } = target
  const { tlsOnly, maxReceives, blocksPublicAccess, expireDays, abortUploadsDays } = options
  const names = resourceNames(config)
  const isMissing = (name: string): boolean => !existing.includes(name)
  const encryption = options.encryption === 'default' ? null : { kmsKey: options.kmsKey }
  const dead = `${config.name}-dead`
  const status = (name: string): PlannedQueue => ({
    kind: 'queue',
    name,
    region,
    encryption,
    tlsOnly,
    attributes: {
      VisibilityTimeout: String(options.visibilitySeconds),
      MessageRetentionPeriod: String(options.retentionDays * daySeconds),
      ReceiveMessageWaitTimeSeconds: longPollSeconds,
    },
    deadLetters: maxReceives === null ? null : { queue: dead, maxReceives },
  })
  const queues = names.queues.filter(isMissing).map(status)
  const needsDead = maxReceives !== null && queues.length > 0 && isMissing(dead)
  const deadQueue: PlannedQueue = {
    ...status(dead),
    attributes: { MessageRetentionPeriod: maxRetention },
    deadLetters: null,
  }
  return {
    config,
    region,
    bucketRegion,
    buckets: names.buckets.filter(isMissing).map((name) => ({
      kind: 'bucket',
      name,
      region: bucketRegion,
      encryption,
      blocksPublicAccess,
      tlsOnly,
      expireDays,
      abortUploadsDays,
    })),
    // The dead-letter queue comes first, because the others refer to it.
    queues: needsDead ? [deadQueue, ...queues] : queues,
  }
}
