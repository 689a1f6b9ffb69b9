/**
 * The maximum number of requests to read one SQS queue: three for its URL, and for its counts one on the fast path
 * and three by the SDK.
 */
export const maxRequests = 7
