/**
 * The maximum number of requests for one reading of an SQS queue: three for its URL, one for its counts on
 * the fast path, and three for its counts through the SDK.
 */
export const maxRequests = 7
