import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { sqsQueueSettings, type SqsQueueSettings } from '../../../shared/queues/queue-settings.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { startBench, type TestBench } from '../testing/test-bench.ts'
import { readSettings } from './read-settings.ts'

let bench: TestBench
let queue: JobQueue

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  queue = await bench.queue()
})

async function settingsOf(status: string | null): Promise<SqsQueueSettings | undefined> {
  const all = z.array(sqsQueueSettings).parse(await readSettings(queue))
  return all.find((one) => one.status === status)
}

test("reads every status queue's settings", async () => {
  expect(await settingsOf('pending')).toMatchObject({
    name: queue.names.queue('pending'),
    visibilityTimeout: 30,
    waitTime: 20,
    redrive: null,
    tags: [],
    error: null,
    fifo: false,
  })
  expect((await settingsOf('pending'))?.arn).toMatch(/^arn:aws:sqs:/)
  expect(await settingsOf(null)).toBeUndefined()
})

test('says which permission is missing', async () => {
  const pending = queue.queueNamed(queue.names.queue('pending'))
  pending.run = () => Promise.reject(new EngineError('ACCESS_DENIED'))
  expect((await settingsOf('pending'))?.error).toMatchObject({
    code: 'ACCESS_DENIED',
    message: expect.stringContaining('lack sqs:GetQueueAttributes'),
  })
  expect((await settingsOf('completed'))?.error).toBeNull()
})
