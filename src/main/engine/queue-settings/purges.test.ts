import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { expectCode } from '../testing/expect-code.ts'
import { MemoryBookStore } from '../testing/memory-book-store.ts'
import { startBench, type TestBench } from '../testing/test-bench.ts'
import { Purges, type PurgeTarget } from './purges.ts'

let bench: TestBench
let queue: JobQueue
let store: MemoryBookStore
let purges: Purges
let target: PurgeTarget
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
  target = { connectionId: 'local', jobQueue: queue, status: 'pending' }
})

test("purges a queue, and resends this app's own messages", async () => {
  const { jobId, key } = await queue.submit({ body: 'x', fields: { name: 'x' } })
  await queue.submit({ body: 'of someone else' })
  const id = store.add('x', jobId, key)
  expect(await purges.plan(target)).toMatchObject({ name: queue.names.queue('pending'), restorable: 1 })
  const { undoId } = await purges.purge(target)
  expect(store.notes).toMatchObject([{ id, step: 'cancelled' }])
  expect((await queue.depths())['pending']?.visible).toBe(0)
  expect(await purges.undo(undoId ?? '')).toEqual({ restored: 1, failed: 0, error: null })
  const job = await queue.next('pending', { waitSeconds: 0 })
  expect(job).toMatchObject({ key, fields: { name: 'x' } })
  expect(store.sentAgain.get(id)).toBe(job?.id)
  await expectCode(purges.undo(undoId ?? ''), 'BAD_REQUEST')
})

test('offers no undo for jobs that cannot be in an empty queue', async () => {
  const { jobId, key } = await queue.submit({ body: 'x', fields: { name: 'x' } })
  store.add('x', jobId, key)
  // A worker holds the job, so it is counted although it is not waiting.
  const held = await queue.next('pending', { waitSeconds: 0 })
  now += 600_000
  expect(await purges.plan(target)).toMatchObject({ restorable: 1 })
  if (held === null) throw new Error('No job arrived.')
  await queue.acknowledge(held)
  expect(await purges.plan(target)).toMatchObject({ restorable: 0 })
  expect(await purges.purge(target)).toEqual({ undoId: null, restorable: 0 })
  expect(store.notes).toEqual([])
})

test('says when the next purge is possible', async () => {
  await purges.purge(target)
  expect((await purges.plan(target)).possibleAt).toBe(now + 60_000)
  await expectCode(purges.purge(target), 'PURGE_TOO_SOON')
  now += 61_000
  expect((await purges.plan(target)).possibleAt).toBeNull()
})

test('reports a missing payload, which can be retried', async () => {
  const { jobId, key } = await queue.submit({ body: 'x' })
  store.add('x', jobId, key)
  const { undoId } = await purges.purge(target)
  await queue.remove('in', key)
  expect(await purges.undo(undoId ?? '')).toMatchObject({
    restored: 0,
    failed: 1,
    error: { code: 'OBJECT_NOT_FOUND' },
  })
  expect(await purges.undo(undoId ?? '')).toMatchObject({ restored: 0, failed: 1 })
})
