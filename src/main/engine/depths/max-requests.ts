/** The most requests that reading one SQS queue can take: its URL and its counts, three attempts each. */
export const maxRequests = 6
