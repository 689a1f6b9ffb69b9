/** The size limit of an S3 object, in bytes. */
export const objectLimitBytes = 5 * 1_024 ** 4

/** The size limit of an SQS message, in bytes. */
export const messageLimitBytes = 1_048_576

/**
 * The smallest size limit that an SQS queue can have, in bytes. Every queue accepts a message of this size.
 */
export const minMessageLimitBytes = 1_024
