import type { IncomingMessage } from 'node:http'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Transfer } from '../../../shared/files/transfers.ts'
import { purge } from '../aws/sqs/queue-admin.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { startScriptedProxy, type ScriptedProxy, type Rewriting } from '../testing/proxies/scripted-proxy.ts'
import { expectCode } from '../testing/expect-code.ts'
import { sqsCallOf } from '../testing/proxies/holding-proxy.ts'
import { MemoryUploadJournal } from '../testing/memory-upload-journal.ts'
import { startBench, type TestBench } from '../testing/test-bench.ts'
import { noJournal } from '../transfers/transfer-journal.ts'
import { Transfers } from '../transfers/transfers.ts'

let bench: TestBench
let proxy: ScriptedProxy
let queue: JobQueue
let folder: string
let journal: MemoryUploadJournal
let transfers: Transfers

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  proxy = await startScriptedProxy(bench.servers.sqsEndpoint)
  folder = await mkdtemp(join(bench.servers.folder, 'unconfirmed-'))
  journal = new MemoryUploadJournal()
})
afterEach(async () => {
  await transfers.close()
  await proxy.stop()
})

async function start(fastPath: boolean): Promise<void> {
  const { config } = await bench.queue()
  queue = new JobQueue({ config, clients: bench.servers.clients({ sqsEndpoint: proxy.endpoint, fastPath }) })
  transfers = newTransfers()
}

function newTransfers(): Transfers {
  return new Transfers({
    journal: { ...noJournal, uploads: journal },
    connections: { queueOn: () => queue, circuitFor: () => null },
  })
}

async function drop(count: number): Promise<Transfer[]> {
  const ids: string[] = []
  for (const index of Array(count).keys()) {
    const path = join(folder, `${index}.txt`)
    await writeFile(path, `file ${index}`)
    const of = { queue, connectionId: 'local', name: `${index}.txt`, fields: {}, bytesTotal: null }
    ids.push(transfers.submit({ ...of, path }))
  }
  return Promise.all(ids.map(async (id) => (await transfers.finished(id)).transfer))
}

async function sentCount(): Promise<number> {
  return (await queue.depths())['pending']?.visible ?? 0
}

const isSend = (request: IncomingMessage): boolean => sqsCallOf(request).startsWith('SendMessage')
const withoutIds = (body: string): string =>
  JSON.stringify({ ...(JSON.parse(body) as object), Successful: [], Failed: [], MessageId: undefined })

const responses: readonly (readonly [what: string, rewriting: Rewriting])[] = [
  ['is not JSON', { response: () => 'OK' }],
  [
    'is a page',
    { response: () => '<!doctype html><title>Sign in</title>', headers: { 'content-type': 'text/html' } },
  ],
  ['is empty', { response: () => '' }],
  ['has another shape', { response: () => '{"Successful":1,"MessageId":2}' }],
  ['names no message', { response: withoutIds }],
  ['has the status 202', { status: 202, response: () => '' }],
  ['breaks off', { cutAfter: 10 }],
  ['confirms another text', { response: (body) => body.replace(/("MD5OfMessageBody":")..../g, '$10000') }],
]

describe.each([{ fastPath: true }, { fastPath: false }])('with fastPath $fastPath', ({ fastPath }) => {
  test.each(responses)('a message is sent once if the response %s', async (_, rewriting) => {
    await start(fastPath)
    proxy.rewrite(isSend, rewriting)
    const dropped = await drop(30)
    expect(new Set(dropped.map(({ state }) => state))).toEqual(new Set(['unconfirmed']))
    expect(dropped[0]?.error).toMatchObject({ code: 'UNCONFIRMED', retryable: false })
    expect(dropped[0]?.error?.hint).toMatch(/send it again, or mark it as sent/i)
    expect(await sentCount()).toBe(30)
  })
})

test('the decision remains with the user after a restart, and nothing is sent before it', async () => {
  await start(true)
  proxy.rewrite(isSend, { response: () => '{}' })
  await drop(2)
  proxy.reset()
  await transfers.close()
  transfers = newTransfers()
  transfers.recover({ uploads: journal.unfinished() })
  transfers.resumeConnection('local', queue)
  await transfers.retryAll()
  await transfers.cancelAll()
  const [first, second] = transfers.snapshot().transfers
  expect([first?.state, second?.state]).toEqual(['unconfirmed', 'unconfirmed'])
  expect(await sentCount()).toBe(2)

  transfers.confirm(first?.id ?? '')
  transfers.retry(second?.id ?? '')
  expect((await transfers.finished(first?.id ?? '')).transfer).toMatchObject({ state: 'done', error: null })
  expect((await transfers.finished(second?.id ?? '')).transfer).toMatchObject({ state: 'done', error: null })
  expect(await sentCount()).toBe(3)
  expect(journal.unfinished()).toEqual([])
})

test('one message in doubt does not affect the rest of its batch', async () => {
  await start(true)
  const calls: string[] = []
  proxy.rewrite((request) => isSend(request) && calls.push(sqsCallOf(request)) > 0, {
    response: (body) => body.replace(/("MD5OfMessageBody":")..../, '$10000'),
  })
  const sent = await Promise.allSettled(Array.from('abcde', (key) => queue.sendStored({ key, fields: {} })))
  expect(calls).toEqual(['SendMessageBatch'])
  expect(sent.map(({ status }) => status)).toEqual(['rejected', ...Array.from('bcde', () => 'fulfilled')])
  expect(sent[0]).toMatchObject({ reason: { code: 'UNCONFIRMED' } })
})

test('one malformed entry does not affect the rest of its batch', async () => {
  await start(true)
  proxy.rewrite(isSend, {
    response: (body) => {
      const { Successful: [first, ...others] = [] } = JSON.parse(body) as { Successful?: { Id: string }[] }
      const numbered = others.map((entry) => ({ ...entry, Id: Number(entry.Id) }))
      return JSON.stringify({ Successful: [7, null, { ...first, Id: {} }, ...numbered], Failed: [{}] })
    },
  })
  const sent = await Promise.allSettled(Array.from('abc', (key) => queue.sendStored({ key, fields: {} })))
  expect(sent.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
})

test('an unconfirmed result leaves its job claimed', async () => {
  await start(true)
  await queue.submit({ body: 'in' })
  const job = await queue.next('pending')
  if (job === null) throw new Error('No job arrived.')
  proxy.rewrite(isSend, { response: () => 'OK' })
  await expectCode(queue.complete(job, [{ body: 'out' }]), 'UNCONFIRMED')
  expect(await queue.depths()).toMatchObject({ pending: { inFlight: 1 }, completed: { visible: 1 } })
})

test.each([
  ['an unreadable response', { response: () => 'OK' }],
  ['a response that breaks off', { cutAfter: 10 }],
])('%s does not cause a claim to receive twice', async (_, rewriting) => {
  await start(true)
  for (const key of 'ab') await queue.submit({ key, body: '' })
  let polls = 0
  proxy.rewrite((request) => sqsCallOf(request) === 'ReceiveMessage' && (polls += 1) > 0, rewriting)
  const error = await expectCode(queue.nextBatch('pending', { max: 1 }), 'UNCONFIRMED')
  expect(error.hint).toContain('visibility timeout')
  expect(polls).toBe(1)
})

test('a purge that the server accepted is not sent again if its response breaks off', async () => {
  await start(false)
  let purges = 0
  proxy.rewrite((request) => sqsCallOf(request) === 'PurgeQueue' && (purges += 1) > 0, {
    // Without a length, so that the response has no end.
    response: () => '',
    cutAfter: 0,
  })
  await purge(queue.queueNamed(queue.names.queue('pending')))
  expect(purges).toBe(1)
})
