import { strict as assert } from 'node:assert'
import { text } from 'node:stream/consumers'
import { ChangeMessageVisibilityCommand, GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { claim } from './operation.ts'
import type { Operation } from './operation.ts'

/** The operations on a claimed job. */
export const claimOperations: Readonly<Record<string, Operation>> = {
  'renew a lease, then release the job to the next caller': async ({ queue }) => {
    await queue.submit({ body: 'x' })
    const job = await claim(queue)
    await queue.renew(job, { leaseSeconds: 60 })
    await queue.release(job)
    const again = await claim(queue)
    assert.deepEqual([again.id, again.receivedCount], [job.id, 2])
  },

  'renew and release many jobs in batches': async ({ queue }) => {
    await Promise.all(['a', 'b', 'c'].map((body) => queue.submit({ body })))
    const jobs = [await claim(queue), await claim(queue), await claim(queue)]
    const renewed = await queue.renewBatch(jobs.map((job) => ({ job, leaseSeconds: 60 })))
    assert.ok(renewed.every((deadline) => typeof deadline === 'number'))
    const released = await queue.releaseBatch(jobs)
    assert.ok(released.every(({ error }) => error === null))
    const { pending } = await queue.depths()
    assert.deepEqual(pending, { visible: 3, inFlight: 0, delayed: 0 })
  },

  'receive a job again after its lease has ended': async ({ queue }) => {
    await queue.submit({ body: 'x' })
    const job = await queue.next('pending', { waitSeconds: 10, leaseSeconds: 1 })
    const again = await claim(queue)
    assert.deepEqual([again.id, again.receivedCount], [job?.id, 2])
  },

  'cancel a long poll without losing a job': async ({ queue }) => {
    const cancelled = new AbortController()
    const poll = queue.next('pending', { waitSeconds: 20, signal: cancelled.signal })
    const submitted = queue.submit({ body: 'x' })
    cancelled.abort()
    await assert.rejects(poll, { code: 'CANCELLED' })
    const { jobId } = await submitted
    await queue.settle({ deadlineMs: 5_000 })
    assert.equal((await claim(queue)).id, jobId)
  },

  'notice that someone else has received the job': async ({ queue, clients }) => {
    await queue.submit({ body: 'x' })
    const job = await claim(queue)
    const QueueName = queue.names.queue('pending')
    const { QueueUrl } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName }))
    const { receiptHandle: ReceiptHandle } = job
    await clients.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
    )
    await queue.acknowledge(await claim(queue))
    await assert.rejects(queue.renew(job), { code: 'LEASE_LOST' })
  },

  'start a job, then complete it with results': async ({ queue }) => {
    await queue.submit({ body: 'in', fields: { name: 'Cat' } })
    const id = await queue.start(await claim(queue))
    const started = await claim(queue, 'inprogress')
    assert.equal(started.id, id)
    const results = [{ body: 'first' }, { key: 'second', body: 'two', fields: { name: 'Dög' } }]
    const completed = await queue.complete(started, results)
    assert.deepEqual(
      completed.map(({ key }) => key),
      [`${id}-output`, `${id}-second`],
    )
    const got = [await claim(queue, 'completed'), await claim(queue, 'completed')]
    for (const job of got) {
      assert.equal(job.fields['job'], id)
      const payload = await queue.retrieve('out', job.key ?? '')
      assert.equal(await text(payload.stream), job.key === `${id}-output` ? 'first' : 'two')
    }
    assert.equal(await queue.next('inprogress', { waitSeconds: 1 }), null)
  },

  'describe a message that is not a job, and delete it': async ({ queue, clients }) => {
    const { QueueUrl } = await clients.sqs.send(
      new GetQueueUrlCommand({ QueueName: queue.names.queue('pending') }),
    )
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'no JSON' }))
    const job = await claim(queue)
    assert.equal(job.error?.code, 'MESSAGE_NOT_JSON')
    await queue.acknowledge(job)
  },
}
