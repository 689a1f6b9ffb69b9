import { ListBucketsCommand } from '@aws-sdk/client-s3'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import { callAws, type CallOptions } from '../../engine/aws/transport/aws-call.ts'
import type { EngineClients } from '../../engine/aws/transport/clients.ts'

/** The names in an account. */
export interface Names {
  readonly names: readonly string[]
  /** True if there are more. */
  readonly isTruncated: boolean
}

const pageSize = 1_000
/** An upper limit, so that no server can exhaust the memory. */
const maxPages = 20

const queuesPage = z.object({
  QueueUrls: z.array(z.string()).nullish(),
  NextToken: z.string().nullish(),
})
const bucketsPage = z.object({
  Buckets: z.array(z.object({ Name: z.string().optional() })).nullish(),
  ContinuationToken: z.string().nullish(),
})

/** Lists the names of all SQS queues. @throws EngineError `ACCESS_DENIED` if the keys may not list them. */
export function listQueueNames(
  { sqs, region }: Pick<EngineClients, 'sqs' | 'region'>,
  options: CallOptions,
): Promise<Names> {
  return pagesOf(async (token) => {
    const response = await callAws({ what: 'Listing the queues', region }, options, (send) =>
      sqs.send(new ListQueuesCommand({ MaxResults: pageSize, ...(token && { NextToken: token }) }), send),
    )
    const { QueueUrls, NextToken } = queuesPage.parse(response)
    return { names: (QueueUrls ?? []).map((url) => url.split('/').at(-1) ?? ''), next: NextToken }
  })
}

/** Lists the names of all buckets. @throws EngineError `ACCESS_DENIED` if the keys may not list them. */
export function listBucketNames({ s3 }: Pick<EngineClients, 's3'>, options: CallOptions): Promise<Names> {
  return pagesOf(async (token) => {
    const response = await callAws({ what: 'Listing the buckets' }, options, (send) =>
      s3.send(
        new ListBucketsCommand({ MaxBuckets: pageSize, ...(token && { ContinuationToken: token }) }),
        send,
      ),
    )
    const { Buckets, ContinuationToken } = bucketsPage.parse(response)
    return { names: (Buckets ?? []).flatMap(({ Name }) => Name ?? []), next: ContinuationToken }
  })
}

async function pagesOf(
  read: (token: string | null) => Promise<{
    readonly names: readonly string[]
    readonly next: string | null | undefined
  }>,
): Promise<Names> {
  const names: string[] = []
  let token: string | null = null
  for (let page = 0; page < maxPages; page += 1) {
    // oxlint-disable-next-line no-await-in-loop -- each page names the next
    const { names: some, next } = await read(token)
    names.push(...some)
    token = next || null
    if (token === null) return { names, isTruncated: false }
  }
  return { names, isTruncated: true }
}
