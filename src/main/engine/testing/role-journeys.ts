import { strict as assert } from 'node:assert'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import type { Role } from '../../../shared/connections/roles.ts'
import { S3Uploads } from '../aws/s3/s3-uploads.ts'
import { cancelMove, newestMove, startMove } from '../aws/sqs/move-tasks.ts'
import { purge, readAttributes } from '../aws/sqs/queue-admin.ts'
import type { EngineClients } from '../aws/transport/clients.ts'
import type { Job, JobQueue } from '../job-queue/job-queue.ts'
import { describeDeadLetters } from '../dead-letters/describe-dead-letters.ts'
import { addDeadLetters, changeSettings } from '../queue-settings/change-settings.ts'
import { readSettings } from '../queue-settings/read-settings.ts'

/** A job queue with one user's clients. */
export interface RoleQueue {
  readonly queue: JobQueue
  readonly clients: EngineClients
}

/** A user with a role, one who may do everything, and a folder for files. */
export interface Stage {
  readonly user: RoleQueue
  readonly admin: RoleQueue
  readonly folder: string
}

/** Uploads of this size are sent in parts. */
const largeBytes = 17 * 1_024 * 1_024

/**
 * Does everything that a role may do. The job queue has a dead-letter queue, NAME-dead, for each status. Throws
 * if a step fails.
 */
export const roleJourneys: Readonly<Record<Role, (stage: Stage) => Promise<void>>> = {
  watch,
  async submit(stage) {
    await watch(stage)
    await submit(stage)
  },
  async work(stage) {
    await watch(stage)
    await work(stage)
  },
  async operate(stage) {
    await watch(stage)
    await submit(stage)
    await work(stage)
    await operate(stage)
  },
}

async function watch({ user: { queue }, admin }: Stage): Promise<void> {
  await queue.depths()
  await deadQueue(queue).attributes()
  await queue.describe()
  for (const direction of ['in', 'out'] as const) {
    const { key } = await admin.queue.store(direction, { body: 'seen' })
    await queue.list(direction, { limit: 10 })
    await queue.describeObject(direction, key)
    assert.equal(await text((await queue.retrieve(direction, key)).stream), 'seen')
  }
}

async function submit({ user: { queue, clients }, admin, folder }: Stage): Promise<void> {
  await queue.submit({ body: 'small', fields: { name: 'Cat' } })
  await storeInParts(queue, 'in', folder)
  await beginAndAbortUpload(clients, queue.names.bucket('in'))
  const { key } = await queue.store('in', { body: 'taken back' })
  await queue.remove('in', key)
  const { jobId } = await queue.submit({ body: 'again' })
  await admin.queue.store('out', { key: `${jobId}-output`, body: 'result' })
  const { objects } = await queue.list('out', { prefix: `${jobId}-` })
  assert.deepEqual(
    objects.map(({ key: found }) => found),
    [`${jobId}-output`],
  )
  await buffer((await queue.retrieve('out', `${jobId}-output`)).stream)
}

async function work({ user: { queue, clients }, admin, folder }: Stage): Promise<void> {
  await emptyQueues(admin.queue)
  await admin.queue.submit({ body: 'first' })
  const job = await claim(queue, 'pending')
  await queue.renew(job, { leaseSeconds: 60 })
  assert.equal(
    await text((await queue.download({ bucket: job.bucket ?? '', key: job.key ?? '' })).stream),
    'first',
  )
  await queue.release(job)
  await queue.start(await claim(queue, 'pending'))
  const started = await claim(queue, 'inprogress')
  await queue.renew(started, { leaseSeconds: 60 })
  await queue.complete(started, [{ body: 'result' }])
  const done = await claim(queue, 'completed')
  await queue.release(done)
  const again = await claim(queue, 'completed')
  await queue.acknowledge(again)
  await queue.sendAgain(again)
  await admin.queue.submit({ body: 'undone' })
  const finished = await claim(queue, 'pending')
  await queue.acknowledge(finished)
  await queue.sendAgain(finished)
  await queue.moveToDeadLetters(await claim(queue, 'pending'), 'broken')
  await storeInParts(queue, 'out', folder)
  // The app deletes a result that was damaged in transit.
  const { key } = await queue.store('out', { body: 'damaged' })
  await queue.remove('out', key)
  await beginAndAbortUpload(clients, queue.names.bucket('out'))
}

async function operate({ user: { queue } }: Stage): Promise<void> {
  await readSettings(queue)
  await describeDeadLetters(queue)
  const { name } = queue.config
  await addDeadLetters(queue, queue.config.statuses, 5)
  const dead = deadQueue(queue)
  for (const one of [...queue.names.queues, dead.name])
    await changeSettings(queue, one, { retention: 86_400 })
  await queue.submit({ body: 'dead' })
  await queue.moveToDeadLetters(await claim(queue, 'pending'), 'broken')
  const receive = { max: 1, waitSeconds: 5, leaseSeconds: 30 }
  const [deadLetter] = await dead.receive(receive)
  assert.ok(deadLetter?.receiptHandle)
  await dead.changeVisibility(deadLetter.receiptHandle, 0)
  const [again] = await dead.receive(receive)
  await dead.delete(again?.receiptHandle ?? '')
  const arn = (await readAttributes(dead))['QueueArn'] ?? ''
  const task = await startMove(dead, arn)
  // The task may have ended by now, and some servers have no move tasks.
  await isAllowed(newestMove(dead, arn))
  await isAllowed(cancelMove(dead, task?.handle ?? 'ended'))
  for (const one of [...queue.names.queues, `${name}-dead`]) await purge(queue.queueNamed(one))
  for (const direction of ['in', 'out'] as const) {
    const { key } = await queue.store(direction, { body: 'x' })
    await queue.remove(direction, key)
  }
}

/** Throws if a call is denied. Other failures do not matter. */
async function isAllowed(call: Promise<unknown>): Promise<void> {
  await call.catch((error: { readonly code?: string; readonly message?: string }) => {
    assert.notEqual(error.code, 'ACCESS_DENIED')
    assert.doesNotMatch(error.message ?? '', /HTTP 403/)
  })
}

function deadQueue(queue: JobQueue) {
  return queue.queueNamed(`${queue.config.name}-dead`)
}

async function claim(queue: JobQueue, status: string): Promise<Job> {
  const job = await queue.next(status, { waitSeconds: 5 })
  assert.ok(job, `No job came from ${status}.`)
  return job
}

/** Removes the files and messages of earlier steps. */
async function emptyQueues(queue: JobQueue): Promise<void> {
  for (const status of queue.config.statuses) {
    for (;;) {
      const job = await queue.next(status, { waitSeconds: 0 })
      if (job === null) break
      await queue.acknowledge(job)
    }
  }
}

async function storeInParts(queue: JobQueue, direction: 'in' | 'out', folder: string): Promise<void> {
  const path = join(folder, 'large.bin')
  await writeFile(path, Buffer.alloc(largeBytes, 1))
  await queue.store(direction, { body: { path } })
}

/** Begins an upload, lists its parts as after a crash, and aborts it. */
async function beginAndAbortUpload(clients: EngineClients, bucket: string): Promise<void> {
  const uploads = new S3Uploads(clients)
  const key = 'left-over'
  const uploadId = await uploads.begin(bucket, key, { contentType: null, metadata: {} })
  await uploads.listParts({ bucket, key, uploadId })
  await uploads.abort({ bucket, key, uploadId })
}
