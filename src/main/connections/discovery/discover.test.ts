import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { JobQueue } from '../../engine/job-queue/job-queue.ts'
import { SqsQueue } from '../../engine/aws/sqs/sqs-queue.ts'
import {
  type ScriptedProxy,
  s3Error,
  startScriptedProxy,
} from '../../engine/testing/proxies/scripted-proxy.ts'
import { startServers, type TestServers } from '../../engine/testing/servers.ts'
import { discover } from './discover.ts'
import { jobQueuesIn } from './job-queues-in.ts'
import { listQueueNames } from './list-names.ts'

const triple = (name: string) => ['pending', 'inprogress', 'completed'].map((status) => `${name}-${status}`)
const pair = (name: string) => [`remotejobs-in-${name}`, `remotejobs-out-${name}`]
const found = (queues: readonly string[], buckets: readonly string[] | null) =>
  jobQueuesIn(queues, buckets).map(({ config, missing }) => [
    `${config.name} ${config.layout} ${config.statuses.join()}`,
    missing.map(({ name }) => name).join(),
  ])

describe('job queues by their names', () => {
  test('are complete or incomplete', () => {
    expect(found([...triple('b'), ...triple('a'), 'c-pending'], [...pair('a'), ...pair('b')])).toEqual([
      ['a in-out pending,inprogress,completed', ''],
      ['b in-out pending,inprogress,completed', ''],
      ['c in-out pending,inprogress,completed', 'remotejobs-in-c,remotejobs-out-c,c-inprogress,c-completed'],
    ])
  })

  test('have one bucket and their own statuses', () => {
    const queues = ['one-review', 'one-pending', 'one-completed', 'one-dead', 'one-more-pending']
    expect(found(queues, ['remotejobs-one', 'remotejobs-one-more'])).toEqual([
      ['one single pending,completed,review', ''],
      ['one-more single pending', ''],
    ])
  })

  test('may have only buckets, or no pending queue', () => {
    expect(found(['x-inprogress', 'x-completed', 'alone-completed'], pair('y'))).toEqual([
      ['x in-out pending,inprogress,completed', 'remotejobs-in-x,remotejobs-out-x,x-pending'],
      ['y in-out pending,inprogress,completed', 'y-pending,y-inprogress,y-completed'],
    ])
  })

  test('are found without the buckets, but never with an invalid name', () => {
    expect(found([...triple('a'), 'Upper-pending', '-pending', 'a.fifo-pending'], null)).toEqual([
      ['a in-out pending,inprogress,completed', ''],
    ])
  })
})

describe('in an account', () => {
  let servers: TestServers
  let s3: ScriptedProxy
  let sqs: ScriptedProxy
  const config: QueueConfig = {
    name: 'thumbs',
    layout: 'in-out',
    statuses: ['pending', 'inprogress', 'completed'],
  }
  const clients = () => servers.clients({ s3Endpoint: s3.endpoint, sqsEndpoint: sqs.endpoint })
  beforeAll(async () => {
    servers = await startServers()
    s3 = await startScriptedProxy(servers.s3Endpoint)
    sqs = await startScriptedProxy(servers.sqsEndpoint)
    await new JobQueue({ config, clients: servers.clients() }).ensure()
    await new SqsQueue(servers.clients(), 'half-pending').create()
  })
  afterEach(() => {
    s3.reset()
    sqs.reset()
  })
  afterAll(async () => {
    await s3.stop()
    await sqs.stop()
    await servers.stop()
  })

  test('finds complete and incomplete job queues, and recognises those in the sidebar', async () => {
    const { found: all, knowsBuckets } = await discover(clients(), ['thumbs'], {})
    expect(knowsBuckets).toBe(true)
    expect(all.map(({ config: { name }, missing, isAdded }) => [name, missing.length, isAdded])).toEqual([
      ['thumbs', 0, true],
      ['half', 4, false],
    ])
  })

  test('checks buckets one by one if the keys may not list them', async () => {
    s3.respond(({ method, url }) => method === 'GET' && (url ?? '').startsWith('/?'), {
      status: 403,
      body: s3Error('AccessDenied'),
    })
    const { found: all, knowsBuckets } = await discover(clients(), [], {})
    expect(knowsBuckets).toBe(true)
    expect(all[0]).toMatchObject({ config, missing: [] })
  })

  test('reads all pages of queues', async () => {
    let page = 0
    sqs.rewrite(({ headers }) => headers['x-amz-target'] === 'AmazonSQS.ListQueues', {
      request: (body) => {
        const { NextToken } = JSON.parse(body) as { NextToken?: string }
        page = NextToken === undefined ? 1 : Number(NextToken)
        return '{"MaxResults":1000}'
      },
      response: () =>
        JSON.stringify({
          QueueUrls: [`https://sqs.example/1/q${page}-pending`],
          ...(page < 3 && { NextToken: String(page + 1) }),
        }),
    })
    expect(await listQueueNames(clients(), {})).toEqual({
      names: ['q1-pending', 'q2-pending', 'q3-pending'],
      isTruncated: false,
    })
  })
})
