import type { IncomingMessage } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { JobQueue } from '../job-queue/job-queue.ts'
import {
  startScriptedProxy,
  type CannedResponse,
  type ScriptedProxy,
} from '../testing/proxies/scripted-proxy.ts'
import { sqsCallOf } from '../testing/proxies/holding-proxy.ts'
import { startBench, type TestBench } from '../testing/test-bench.ts'

let bench: TestBench
let proxy: ScriptedProxy
let queue: JobQueue
let calls: string[]

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  proxy = await startScriptedProxy(bench.servers.sqsEndpoint)
  const { config } = await bench.queue()
  queue = new JobQueue({ config, clients: bench.servers.clients({ sqsEndpoint: proxy.endpoint }) })
  for (const key of 'abc') await queue.sendStored({ key, fields: {} })
  calls = []
})
afterEach(() => proxy.stop())

const json = { 'content-type': 'application/x-amz-json-1.0' }
const error = (type: string, message: string): string => JSON.stringify({ __type: type, message })
/** How a batch is rejected, and whether the app then sends that server no more batches of that kind. */
const refusals: readonly (readonly [what: string, response: CannedResponse, isForGood: boolean])[] = [
  [
    'UnknownOperationException',
    { status: 404, headers: json, body: error('UnknownOperationException', '') },
    true,
  ],
  ['InvalidAction', { status: 400, headers: json, body: error('InvalidAction', 'no such action') }, true],
  ['NotImplemented', { status: 501, headers: json, body: '{}' }, true],
  [
    'UnsupportedOperation as a 500',
    { status: 500, headers: json, body: error('UnsupportedOperation', '') },
    true,
  ],
  [
    'a page for an unknown path',
    { status: 404, headers: { 'content-type': 'text/html' }, body: '<p>404' },
    false,
  ],
  [
    'a body that is too large',
    { status: 413, headers: { 'content-type': 'text/html' }, body: '<p>413' },
    false,
  ],
]

function refuse(action: string, response: CannedResponse): void {
  proxy.respond((request: IncomingMessage) => {
    const call = sqsCallOf(request)
    calls.push(call)
    return call === action
  }, response)
}

describe.each(refusals)('if batches are rejected with %s', (_, response, isForGood) => {
  test('messages are sent one by one', async () => {
    refuse('SendMessageBatch', response)
    const ids = await Promise.all(['d', 'e'].map((key) => queue.sendStored({ key, fields: {} })))
    expect(new Set(ids).size).toBe(2)
    expect(await queue.depths()).toMatchObject({ pending: { visible: 5 } })
  })

  test('leases are renewed and jobs released one by one', async () => {
    const jobs = await queue.nextBatch('pending')
    refuse('ChangeMessageVisibilityBatch', response)
    const renewed = await queue.renewBatch(jobs.map((job) => ({ job, leaseSeconds: 60 })))
    expect(renewed.map((deadline) => typeof deadline)).toEqual(['number', 'number', 'number'])
    const outcomes = await queue.releaseBatch(jobs)
    expect(outcomes.map((outcome) => outcome.error)).toEqual([null, null, null])
    expect(await queue.depths()).toMatchObject({ pending: { visible: 3, inFlight: 0 } })
    // After the first rejection, no more batches are sent.
    const batches = calls.filter((call) => call === 'ChangeMessageVisibilityBatch')
    expect(batches).toHaveLength(isForGood ? 1 : 2)
  })

  test('messages are deleted one by one', async () => {
    const jobs = await queue.nextBatch('pending')
    refuse('DeleteMessageBatch', response)
    const outcomes = await queue.acknowledgeBatch(jobs)
    expect(outcomes.map((outcome) => outcome.error)).toEqual([null, null, null])
    expect(await queue.depths()).toMatchObject({ pending: { visible: 0, inFlight: 0 } })
  })
})

test('messages are deleted and released even if no response can be read', async () => {
  const [first, second, third] = await queue.nextBatch('pending')
  if (!first || !second || !third) throw new Error('too few jobs')
  proxy.rewrite((request) => !sqsCallOf(request).startsWith('Get'), { response: () => 'OK' })
  const deleted = await queue.acknowledgeBatch([first])
  const released = await queue.releaseBatch([second])
  expect([...deleted, ...released].map((outcome) => outcome.error)).toEqual([null, null])
  await queue.acknowledge(third)
  expect(await queue.depths()).toMatchObject({ pending: { visible: 1, inFlight: 0 } })
})

test('a lease is renewed even if the response to its batch cannot be read', async () => {
  const jobs = await queue.nextBatch('pending')
  proxy.rewrite((request) => sqsCallOf(request) === 'ChangeMessageVisibilityBatch', { response: () => 'OK' })
  const renewed = await queue.renewBatch(jobs.map((job) => ({ job, leaseSeconds: 60 })))
  expect(renewed.map((deadline) => typeof deadline)).toEqual(['number', 'number', 'number'])
})

test('a missing message does not affect the others', async () => {
  const [first, second, third] = await queue.nextBatch('pending')
  if (!first || !second || !third) throw new Error('too few jobs')
  await queue.acknowledge(second)
  refuse('ChangeMessageVisibilityBatch', refusals[0]?.[1] ?? { status: 500 })
  const outcomes = await queue.releaseBatch([first, second, third])
  expect(outcomes.map((outcome) => outcome.error?.code ?? null)).toEqual([null, 'LEASE_LOST', null])
})
