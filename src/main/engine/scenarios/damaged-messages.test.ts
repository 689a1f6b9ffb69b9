import type { IncomingMessage } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { JobQueue } from '../job-queue/job-queue.ts'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { expectCode } from '../testing/expect-code.ts'
import { sqsCallOf } from '../testing/proxies/holding-proxy.ts'
import { startBench, type TestBench } from '../testing/test-bench.ts'

type Received = { Messages: { MD5OfBody?: string; Body: string }[] }

let bench: TestBench
let proxy: ScriptedProxy
let queue: JobQueue

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  proxy = await startScriptedProxy(bench.servers.sqsEndpoint)
})
afterEach(() => proxy.stop())

const isReceive = (request: IncomingMessage): boolean => sqsCallOf(request) === 'ReceiveMessage'
const change = (response: (received: Received) => unknown): void =>
  proxy.rewrite(isReceive, { response: (body) => JSON.stringify(response(JSON.parse(body) as Received)) })

describe.each([{ fastPath: true }, { fastPath: false }])('with fastPath $fastPath', ({ fastPath }) => {
  beforeEach(async () => {
    const { config } = await bench.queue()
    queue = new JobQueue({
      config,
      clients: bench.servers.clients({ sqsEndpoint: proxy.endpoint, fastPath }),
    })
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        queue.sendStored({ key: `k${index}`, fields: { name: 'Kätzchen' } }),
      ),
    )
  })

  test('a message with a wrong MD5 is claimed as damaged, with the other nine', async () => {
    change(({ Messages: [first, ...others] }) => ({
      Messages: [{ ...first, MD5OfBody: '00000000000000000000000000000000' }, ...others],
    }))
    const [damaged, ...sound] = await queue.nextBatch('pending')
    expect(sound.map(({ error, fields }) => [error, fields['name']])).toEqual(
      Array.from({ length: 9 }, () => [null, 'Kätzchen']),
    )
    if (damaged === undefined) throw new Error('No job arrived.')
    expect(damaged).toMatchObject({
      bucket: null,
      key: null,
      fields: {},
      error: { code: 'CHECKSUM_MISMATCH' },
    })
    expect(damaged.rawBody).toContain('Kätzchen')
    await expectCode(queue.start(damaged), 'CHECKSUM_MISMATCH')
    await expectCode(queue.complete(damaged, [{ body: 'result' }]), 'CHECKSUM_MISMATCH')
    expect(await queue.list('out')).toMatchObject({ objects: [] })
    await queue.release(damaged)
    proxy.reset()
    expect(await queue.next('pending')).toMatchObject({ id: damaged.id, error: null, receivedCount: 2 })
  })

  test('messages that are all damaged are claimed too', async () => {
    change(({ Messages }) => ({ Messages: Messages.map((one) => ({ ...one, MD5OfBody: 'x' })) }))
    const jobs = await queue.nextBatch('pending')
    expect(new Set(jobs.map(({ error }) => error?.code))).toEqual(new Set(['CHECKSUM_MISMATCH']))
  })

  test('an upper-case or missing MD5 does not count as damage', async () => {
    change(({ Messages }) => ({
      Messages: Messages.map(({ MD5OfBody, ...one }, index) =>
        index % 2 === 0 ? one : { ...one, MD5OfBody: MD5OfBody?.toUpperCase() },
      ),
    }))
    expect((await queue.nextBatch('pending')).every(({ error }) => error === null)).toBe(true)
  })

  test('the results of messages without a MessageId do not overwrite each other', async () => {
    change(({ Messages }) => ({
      Messages: Messages.map((one, index) => ({ ...one, MessageId: index % 2 === 0 ? undefined : '' })),
    }))
    const jobs = await queue.nextBatch('pending')
    for (const [index, job] of jobs.entries()) await queue.complete(job, [{ body: `result ${index}` }])
    expect((await queue.list('out')).objects).toHaveLength(jobs.length)
  })

  test('a malformed message does not hide the others', async () => {
    change(({ Messages }) => ({ Messages: [null, 7, { Body: 1 }, ...Messages.slice(3)] }))
    expect(await queue.nextBatch('pending')).toHaveLength(7)
  })
})
