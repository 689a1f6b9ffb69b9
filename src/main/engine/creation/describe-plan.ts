import { plural } from '../../../shared/texts/intl.ts'
import type { PlannedResource } from '../../../shared/queues/creation.ts'
import type { CreationPlan, Encryption, PlannedBucket, PlannedQueue } from './creation-plan.ts'

type Settings = PlannedResource['settings']

/** Describes everything that a plan creates, with all settings. */
export function describePlan({ buckets, queues }: CreationPlan): PlannedResource[] {
  return [
    ...buckets.map((bucket) => ({ ...base(bucket), settings: bucketSettings(bucket) })),
    ...queues.map((queue) => ({ ...base(queue), settings: queueSettings(queue) })),
  ]
}

function base<K extends PlannedResource['kind']>({
  kind,
  name,
  region,
}: {
  readonly kind: K
  readonly name: string
  readonly region: string
}) {
  return { kind, name, region }
}

function bucketSettings(bucket: PlannedBucket): Settings {
  const { encryption, blocksPublicAccess, tlsOnly, abortUploadsDays, expireDays } = bucket
  return [
    { label: 'Encryption', value: encryptionText(encryption, 'SSE-S3') },
    { label: 'Public access', value: blocksPublicAccess ? 'blocked' : 'server default' },
    { label: 'Requests without TLS', value: tlsText(tlsOnly) },
    { label: 'Incomplete uploads', value: removedText(abortUploadsDays) },
    { label: 'Payloads', value: removedText(expireDays) },
  ]
}

function queueSettings({ encryption, tlsOnly, attributes, deadLetters }: PlannedQueue): Settings {
  const { VisibilityTimeout, MessageRetentionPeriod, ReceiveMessageWaitTimeSeconds } = attributes
  return [
    { label: 'Encryption', value: encryptionText(encryption, 'SSE-SQS') },
    { label: 'Requests without TLS', value: tlsText(tlsOnly) },
    ...(VisibilityTimeout === undefined
      ? []
      : [{ label: 'Visibility timeout', value: `${VisibilityTimeout} s` }]),
    { label: 'Message retention', value: `${Number(MessageRetentionPeriod) / 86_400} days` },
    ...(ReceiveMessageWaitTimeSeconds === undefined
      ? []
      : [{ label: 'Long polling', value: `${ReceiveMessageWaitTimeSeconds} s` }]),
    ...(deadLetters === null
      ? []
      : [
          {
            label: 'Dead letters',
            value: `moved to ${deadLetters.queue} after ${plural(deadLetters.maxReceives, 'receive')}`,
          },
        ]),
  ]
}

function encryptionText(encryption: Encryption | null, managed: string): string {
  if (encryption === null) return 'server default'
  return encryption.kmsKey === null ? managed : `KMS, ${encryption.kmsKey}`
}

function tlsText(tlsOnly: boolean): string {
  return tlsOnly ? 'refused' : 'accepted'
}

function removedText(days: number | null): string {
  if (days === null) return 'kept'
  return `removed after ${plural(days, 'day')}`
}
