/** The most that S3 stores as one object, in bytes. */
export const objectLimitBytes = 5 * 1_024 ** 4

/** The most that SQS takes as one message, in bytes. */
export const messageLimitBytes = 1_048_576
