import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { sqsQueueSettings, type SqsQueueSettings } from '../../../shared/queue-settings.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { expectCode } from '../testing/expect-code.ts'
import { MemoryBookStore } from '../testing/memory-book-store.ts'
import { startBench, type TestBench } from '../testing/test-bench.ts'
import { addDeadLetters, changeSettings } from './change-settings.ts'
import { Purges, type PurgePlace } from './purges.ts'
import { readSettings } from './read-settings.ts'

let bench: TestBench
let queue: JobQueue
let store: MemoryBookStore
let purges: Purges
let place: PurgePlace
let now: number

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  queue = await bench.queue()
  store = new MemoryBookStore()
  now = Date.now()
  purges = new Purges({ store, onChanged: () => undefined, now: () => now })
  place = { connectionId: 'local', jobQueue: queue, status: 'pending' }
})

async function settingsOf(status: string | null): Promise<SqsQueueSettings | undefined> {
  const all = z.array(sqsQueueSettings).parse(await readSettings(queue))
  return all.find((one) => one.status === status)
}

test('reads the settings of every status queue', async () => {
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
    message: expect.stringContaining('missing sqs:GetQueueAttributes'),
  })
  expect((await settingsOf('completed'))?.error).toBeNull()
})

test('changes the safe settings only', async () => {
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

test('sets up a dead-letter queue, and changes after how many receives a message moves there', async () => {
  const dead = await addDeadLetters(queue, ['pending', 'inprogress'], 3)
  expect(dead).toBe(`${queue.config.name}-dead`)
  expect((await settingsOf('inprogress'))?.redrive).toEqual({ queue: dead, maxReceives: 3 })
  expect((await settingsOf('completed'))?.redrive).toBeNull()
  expect(await settingsOf(null)).toMatchObject({ name: dead, retention: 1_209_600 })
  await changeSettings(queue, queue.names.queue('pending'), { maxReceives: 5 })
  expect((await settingsOf('pending'))?.redrive).toEqual({ queue: dead, maxReceives: 5 })
  expect(await addDeadLetters(queue, ['completed'], 2)).toBe(dead)
})

test('purges a queue, and sends what this app knows again', async () => {
  const { jobId, key } = await queue.submit({ body: 'x', fields: { name: 'x' } })
  await queue.submit({ body: 'of someone else' })
  const id = store.add('x', jobId, key)
  expect(await purges.plan(place)).toMatchObject({ name: queue.names.queue('pending'), restorable: 1 })
  const { undoId } = await purges.purge(place)
  expect(store.notes).toMatchObject([{ id, step: 'cancelled' }])
  expect((await queue.depths())['pending']?.visible).toBe(0)
  expect(await purges.undo(undoId ?? '')).toEqual({ restored: 1, failed: 0, error: null })
  const job = await queue.next('pending', { waitSeconds: 0 })
  expect(job).toMatchObject({ key, fields: { name: 'x' } })
  expect(store.sentAgain.get(id)).toBe(job?.id)
  await expectCode(purges.undo(undoId ?? ''), 'BAD_REQUEST')
})

test('says when the next purge is possible', async () => {
  await purges.purge(place)
  expect((await purges.plan(place)).possibleAt).toBe(now + 60_000)
  await expectCode(purges.purge(place), 'PURGE_TOO_SOON')
  now += 61_000
  expect((await purges.plan(place)).possibleAt).toBeNull()
})

test('a payload that is gone is reported, and can be tried again', async () => {
  const { jobId, key } = await queue.submit({ body: 'x' })
  store.add('x', jobId, key)
  const { undoId } = await purges.purge(place)
  await queue.remove('in', key)
  expect(await purges.undo(undoId ?? '')).toMatchObject({
    restored: 0,
    failed: 1,
    error: { code: 'OBJECT_NOT_FOUND' },
  })
  expect(await purges.undo(undoId ?? '')).toMatchObject({ restored: 0, failed: 1 })
})
