/**
 * The most requests for reading one SQS queue: its URL with three attempts, and its counts with one over the fast path
 * and three of the SDK.
 */
export const maxRequests = 7
