import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { sqsQueueSettings, type SqsQueueSettings } from '../../../shared/queues/queue-settings.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { expectCode } from '../testing/expect-code.ts'
import { startBench, type TestBench } from '../testing/test-bench.ts'
import { addDeadLetters, changeSettings } from './change-settings.ts'
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

test('changes only safe settings', async () => {
  const name = queue.names.queue('pending')
  await changeSettings(queue, name, { visibilityTimeout: 120, delay: 5, retention: 3_600, waitTime: 10 })
  expect(await settingsOf('pending')).toMatchObject({
    visibilityTimeout: 120,
    delay: 5,
    retention: 3_600,
    waitTime: 10,
  })
  expect((await queue.settings('pending')).leaseSeconds).toBe(120)
  await expectCode(changeSettings(queue, 'another-queue', { delay: 0 }), 'BAD_REQUEST')
  await expectCode(changeSettings(queue, name, { maxReceives: 3 }), 'BAD_REQUEST')
})

test('sets up a dead-letter queue, and changes the maximum number of receives', async () => {
  const dead = await addDeadLetters(queue, ['pending', 'inprogress'], 3)
  expect(dead).toBe(`${queue.config.name}-dead`)
  expect((await settingsOf('inprogress'))?.redrive).toEqual({ queue: dead, maxReceives: 3 })
  expect((await settingsOf('completed'))?.redrive).toBeNull()
  expect(await settingsOf(null)).toMatchObject({ name: dead, retention: 1_209_600 })
  await changeSettings(queue, queue.names.queue('pending'), { maxReceives: 5 })
  expect((await settingsOf('pending'))?.redrive).toEqual({ queue: dead, maxReceives: 5 })
  expect(await addDeadLetters(queue, ['completed'], 2)).toBe(dead)
})
