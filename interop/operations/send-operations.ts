import { strict as assert } from 'node:assert'
import type { Job } from '../../src/main/engine/job-queue/job-queue.ts'
import { JobQueue } from '../../src/main/engine/job-queue/job-queue.ts'
import { claim } from './operation.ts'
import type { Operation } from './operation.ts'

/** The operations that send jobs. */
export const sendOperations: Readonly<Record<string, Operation>> = {
  'submit a job, claim and acknowledge it': async ({ queue }) => {
    const fields = { name: 'Grüße & <Küsse> 🐈' }
    const { jobId, key } = await queue.submit({ body: 'x', fields })
    const job = await claim(queue)
    assert.deepEqual([job.id, job.key, job.fields, job.receivedCount], [jobId, key, fields, 1])
    await queue.acknowledge(job)
    assert.equal(await queue.next('pending', { waitSeconds: 1 }), null)
  },

  'submit a stored payload again': async ({ queue }) => {
    const { key } = await queue.store('in', { body: 'x', fields: { name: 'a', note: 'ü' } })
    const id = await queue.trigger(key, { status: 'completed', fields: { note: 'b' } })
    const job = await claim(queue, 'completed')
    assert.deepEqual([job.id, job.fields], [id, { name: 'a', note: 'b' }])
  },

  'send 25 jobs in batches, claim them ten at a time, acknowledge all': async ({ queue }) => {
    const keys = Array.from({ length: 25 }, (_, i) => `key ${i}`)
    const ids = await Promise.all(keys.map((key) => queue.sendStored({ key, fields: { name: key } })))
    const jobs: Job[] = []
    while (jobs.length < keys.length) {
      const more = await queue.nextBatch('pending', { waitSeconds: 5 })
      assert.ok(more.length > 0 && more.length <= 10)
      jobs.push(...more)
    }
    assert.deepEqual(jobs.map(({ id }) => id).toSorted(), ids.toSorted())
    const outcomes = await queue.acknowledgeBatch(jobs)
    assert.deepEqual(
      outcomes.map(({ error }) => error),
      jobs.map(() => null),
    )
    assert.equal(await queue.next('pending', { waitSeconds: 1 }), null)
  },

  'send a message of 200 KiB': async ({ queue }) => {
    const note = 'ä'.repeat(100 * 1024)
    const { key } = await queue.store('in', { body: 'x' })
    await queue.trigger(key, { fields: { note } })
    assert.equal((await claim(queue)).fields['note'], note)
  },

  'count what is visible and what is in flight': async ({ queue }) => {
    for (const body of ['a', 'b', 'c']) await queue.submit({ body })
    await claim(queue)
    const { pending } = await queue.depths()
    assert.deepEqual(pending, { visible: 2, inFlight: 1, delayed: 0 })
  },

  'report a queue that does not exist': async ({ queue, clients }) => {
    const config = { ...queue.config, name: 'nobody-made-this' }
    const missing = new JobQueue({ config, clients })
    assert.ok((await missing.describe()).every(({ state }) => state === 'missing'))
    await assert.rejects(missing.submit({ body: 'x' }), { code: 'QUEUE_NOT_FOUND' })
    await assert.rejects(missing.next('pending', { waitSeconds: 1 }), { code: 'QUEUE_NOT_FOUND' })
  },
}
