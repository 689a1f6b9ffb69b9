// Without zod, so that the page does not bundle it.

/**
 * How buckets and queues are encrypted. `default`: the server's default. `managed`: with keys that S3 and SQS manage.
 */
export const encryptions = ['managed', 'kms', 'default'] as const

/** The settings of the buckets and queues that are created for a job queue. */
export type CreationOptions = {
  encryption: (typeof encryptions)[number]
  /** The key's ARN; `kms` only. */
  kmsKey: string | null
  blocksPublicAccess: boolean
  /** True if buckets and queues refuse requests without TLS. */
  tlsOnly: boolean
  /** Buckets delete payloads and results after this many days. `null` means never. */
  expireDays: number | null
  /** Buckets delete the parts of an unfinished upload after this many days. `null` means never. */
  abortUploadsDays: number | null
  /** SQS moves messages to a dead-letter queue after this many receives. `null` means never. */
  maxReceives: number | null
  /** How long a received message stays invisible. */
  visibilitySeconds: number
  /** How long SQS keeps messages. */
  retentionDays: number
}

/** Recommended settings for AWS. */
export const awsCreation: CreationOptions = {
  encryption: 'managed',
  kmsKey: null,
  blocksPublicAccess: true,
  tlsOnly: true,
  expireDays: null,
  abortUploadsDays: 7,
  maxReceives: 5,
  visibilitySeconds: 30,
  retentionDays: 14,
}

/** Settings that every server supports. */
export const plainCreation: CreationOptions = {
  encryption: 'default',
  kmsKey: null,
  blocksPublicAccess: false,
  tlsOnly: false,
  expireDays: null,
  abortUploadsDays: null,
  maxReceives: null,
  visibilitySeconds: 30,
  retentionDays: 4,
}

/** The minimum and maximum of each number. */
export const creationRanges = {
  expireDays: [1, 3_650],
  abortUploadsDays: [1, 365],
  maxReceives: [1, 1_000],
  visibilitySeconds: [0, 43_200],
  retentionDays: [1, 14],
} as const

/** Returns the problem with a KMS key's ARN as a sentence, or `null` if it is valid. */
export function kmsKeyProblem(text: string): string | null {
  return text.length <= 300 && /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\/[\w/-]+$/.test(text)
    ? null
    : 'Enter the ARN of the key, such as arn:aws:kms:us-west-1:111122223333:key/….'
}
