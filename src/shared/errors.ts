import { z } from 'zod'

/** All error codes. Once shipped, a code never changes. */
export const errorCodes = [
  'BAD_REQUEST',
  'FORBIDDEN_SENDER',
  'NOT_CONNECTED',
  'CREDENTIALS',
  'ACCESS_DENIED',
  'WRONG_REGION',
  'CLOCK_SKEW',
  'NETWORK',
  'THROTTLED',
  'SERVICE',
  'QUEUE_NAME_INVALID',
  'QUEUE_NOT_FOUND',
  'STATUS_UNKNOWN',
  'BUCKET_NOT_FOUND',
  'BUCKET_FOREIGN',
  'OBJECT_NOT_FOUND',
  'OBJECT_CHANGED',
  'FILE_NOT_FOUND',
  'FILE_UNREADABLE',
  'FILE_CHANGED',
  'FILE_TOO_LARGE',
  'FIELD_RESERVED',
  'FIELD_NAME_INVALID',
  'METADATA_TOO_LARGE',
  'MESSAGE_TOO_LARGE',
  'MESSAGE_NOT_JSON',
  'MESSAGE_WITHOUT_KEY',
  'MESSAGE_FOREIGN_BUCKET',
  'LEASE_LOST',
  'CLAIM_BUSY',
  'CLAIM_NOT_FOUND',
  'TRANSFER_NOT_FOUND',
  'SAVE_FOLDER_NOT_FOUND',
  'SAVE_FOLDER_READ_ONLY',
  'DISK_FULL',
  'CHECKSUM_MISMATCH',
  'LOCAL_PORT_TAKEN',
  'LOCAL_FOLDER_UNWRITABLE',
  'LOCAL_STOPPED',
  'CANCELLED',
  'INTERNAL',
  'OFFLINE',
  'DNS_FAILED',
  'CONNECTION_REFUSED',
  'CONNECTION_BROKEN',
  'TIMED_OUT',
  'TLS_FAILED',
  'CREDENTIALS_EXPIRED',
  'MESSAGE_TOO_DEEP',
  'UNCONFIRMED',
  'PROXY_FAILED',
  'NOT_SQS',
  'NOT_S3',
  'ADDRESS_UNSAFE',
  'DISK_FAILED',
  'FILE_TOO_LARGE_FOR_DISK',
  'FILE_NAME_REFUSED',
  'OBJECT_ARCHIVED',
  'STORAGE_FULL',
  'KMS_REFUSED',
  'PURGE_TOO_SOON',
  'NOT_CONFIRMED',
  'NOT_PREVIEWABLE',
  'READ_ONLY',
  'UPDATE_REFUSED',
] as const

/** One of {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number]

/** The actions that a button next to an error can offer. */
export const remedies = [
  'retry',
  'open-connection',
  'sign-in',
  'choose-folder',
  'free-space',
  'add-queue',
  'claim-next',
  'restart-local',
  'use-another-port',
  'show-log',
] as const
export type Remedy = (typeof remedies)[number]

/** An error as sent to the page. It has no stack, no service response and no secrets. */
export const wireError = z.strictObject({
  code: z.enum(errorCodes),
  /** What happened, as a sentence for the user. */
  message: z.string().max(2_000),
  /** What the user can do next. Empty if nothing helps. */
  hint: z.string().max(2_000),
  /** True if the same call may succeed later. */
  retryable: z.boolean(),
  /**
   * The action offered as a button. Missing if there is none, and in errors saved by older
   * versions.
   */
  remedy: z.enum(remedies).optional(),
})
export type WireError = z.infer<typeof wireError>
