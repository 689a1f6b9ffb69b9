// Without zod, so that the page can add up requests without carrying it.

/**
 * What AWS bills apart. `s3-write`: PUT, COPY, POST and LIST; `s3-read`: GET, HEAD and the rest; `s3-free`:
 * DELETE and the abort of a multipart upload; `sqs`: every SQS request, once for each 64 KiB of its payload.
 */
export const requestKinds = ['s3-write', 's3-read', 's3-free', 'sqs'] as const
export type RequestKind = (typeof requestKinds)[number]

/** How many requests were made of each kind. */
export type RequestCounts = Record<RequestKind, number>

/**
 * AWS's list prices in dollars a request, as of November 2026 in us-east-1: standard queues $0.40 a million
 * (https://aws.amazon.com/sqs/pricing/); PUT, COPY, POST and LIST $0.005 a thousand, GET and all others $0.0004 a
 * thousand, DELETE and CANCEL free (https://aws.amazon.com/s3/pricing/). Free tiers are not deducted, and other
 * regions may ask a little more.
 */
const dollarsPerRequest: Readonly<Record<RequestKind, number>> = {
  's3-write': 0.005 / 1_000,
  's3-read': 0.0004 / 1_000,
  's3-free': 0,
  sqs: 0.4 / 1_000_000,
}

/** What the requests cost at AWS's list price, in dollars; storage and traffic are not in it. */
export function priceOf(counts: RequestCounts): number {
  return requestKinds.reduce((sum, kind) => sum + counts[kind] * dollarsPerRequest[kind], 0)
}

/** How many requests these are together. */
export function totalOf(counts: RequestCounts): number {
  return requestKinds.reduce((sum, kind) => sum + counts[kind], 0)
}

/** Two counts together. */
export function addCounts(left: RequestCounts, right: RequestCounts): RequestCounts {
  return {
    's3-write': left['s3-write'] + right['s3-write'],
    's3-read': left['s3-read'] + right['s3-read'],
    's3-free': left['s3-free'] + right['s3-free'],
    sqs: left.sqs + right.sqs,
  }
}

/** None of any kind. */
export const noRequests: RequestCounts = { 's3-write': 0, 's3-read': 0, 's3-free': 0, sqs: 0 }
