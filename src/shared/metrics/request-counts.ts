// No zod here: the page adds up requests without bundling it.

/**
 * The kinds of requests that AWS bills differently.
 * - `s3-write`: PUT, COPY, POST and LIST
 * - `s3-read`: GET, HEAD and all others
 * - `s3-free`: DELETE and aborting a multipart upload
 * - `sqs`: every SQS request, once per 64 KiB of its payload
 * - `cloudwatch`: every metric in a GetMetricData request
 */
export const requestKinds = ['s3-write', 's3-read', 's3-free', 'sqs', 'cloudwatch'] as const
export type RequestKind = (typeof requestKinds)[number]

/** The number of requests of each kind. */
export type RequestCounts = Record<RequestKind, number>

/**
 * AWS's list prices in dollars per request, as of November 2026, in us-east-1: standard queues $0.40 per million
 * (https://aws.amazon.com/sqs/pricing/); PUT, COPY, POST and LIST $0.005 per thousand, GET and all others $0.0004 per
 * thousand, DELETE and CANCEL free (https://aws.amazon.com/s3/pricing/); GetMetricData $0.01 per thousand metrics
 * (https://aws.amazon.com/cloudwatch/pricing/). Free tiers are not deducted, and other regions
 * may cost slightly more.
 */
const dollarsPerRequest: Readonly<Record<RequestKind, number>> = {
  's3-write': 0.005 / 1_000,
  's3-read': 0.0004 / 1_000,
  's3-free': 0,
  sqs: 0.4 / 1_000_000,
  cloudwatch: 0.01 / 1_000,
}

/** Returns the list price of the requests in dollars, excluding storage and data transfer. */
export function priceOf(counts: RequestCounts): number {
  return requestKinds.reduce((sum, kind) => sum + counts[kind] * dollarsPerRequest[kind], 0)
}

/** Returns the total number of requests. */
export function totalOf(counts: RequestCounts): number {
  return requestKinds.reduce((sum, kind) => sum + counts[kind], 0)
}

/** Adds two counts, kind by kind. */
export function addCounts(left: RequestCounts, right: RequestCounts): RequestCounts {
  return {
    's3-write': left['s3-write'] + right['s3-write'],
    's3-read': left['s3-read'] + right['s3-read'],
    's3-free': left['s3-free'] + right['s3-free'],
    sqs: left.sqs + right.sqs,
    cloudwatch: left.cloudwatch + right.cloudwatch,
  }
}

/** Zero requests of each kind. */
export const noRequests: RequestCounts = { 's3-write': 0, 's3-read': 0, 's3-free': 0, sqs: 0, cloudwatch: 0 }
