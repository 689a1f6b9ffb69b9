/** The most requests for reading one SQS queue: its URL and its counts, three attempts each. */
export const maxRequests = 6
