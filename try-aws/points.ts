import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { buffer } from 'node:stream/consumers'
import { HeadBucketCommand } from '@aws-sdk/client-s3'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { readAttributes } from '../src/main/engine/aws/sqs/queue-admin.ts'
import { isMoving, newestMove, startMove } from '../src/main/engine/aws/sqs/move-tasks.ts'
import { type Job, JobQueue } from '../src/main/engine/job-queue/job-queue.ts'
import { addDeadLetters } from '../src/main/engine/queue-settings/change-settings.ts'
import type { OwnResources } from './own-resources.ts'
import type { Reach } from './reach.ts'

/** The resources that a point uses. */
export interface Trial {
  readonly own: OwnResources
  readonly reach: Reach
  /** A folder for files, which is removed afterwards. */
  readonly folder: string
  readonly signal: AbortSignal
}

/** One question from docs/limits.md, “What only AWS can show”. */
export interface Point {
  readonly name: string
  /** Returns the server's response as a short text. Throws if it is not what the app relies on. */
  readonly ask: (trial: Trial) => Promise<string>
}

const largeBytes = 17 * 1_048_576
const longestMessage = 1_048_576
const settleMs = 90_000

/** All points, in order. Later points use resources that earlier ones have created. */
export const points: readonly Point[] = [
  { name: 'Keys and account', ask: async ({ reach }) => reach.account ?? 'no STS: the account is not known' },
  { name: 'Creating buckets and queues', ask: createAll },
  { name: 'Owner of the buckets', ask: refuseOtherOwner },
  { name: 'Buckets from another region', ask: findRegion },
  { name: 'Small file, CRC-32', ask: submitSmall },
  { name: 'Large file in parts, CRC-32', ask: submitLarge },
  { name: 'Message of 1 MiB', ask: sendLargeMessage },
  { name: 'Queue counts', ask: countJobs },
  { name: 'Claim and lease', ask: claimAndRenew },
  { name: 'Result', ask: completeOne },
  { name: 'Copy inside S3', ask: copyObject },
  { name: 'Dead letters', ask: deadLetter },
  { name: 'Moving dead letters back', ask: moveBack },
]

async function createAll({ own }: Trial): Promise<string> {
  const startedAt = performance.now()
  await own.create()
  return `${own.buckets.length} buckets, ${own.queue.config.statuses.length} queues in ${since(startedAt)}`
}

async function refuseOtherOwner({ own, reach }: Trial): Promise<string> {
  const [bucket = ''] = own.buckets
  const { s3 } = reach.open.clients.s3Of(bucket)
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: '111111111111' }))
  } catch (error) {
    return `a wrong owner is refused (HTTP ${statusOf(error)})`
  }
  if (reach.access.s3Endpoint !== null) return 'this server does not check it'
  throw new Error('A wrong owner is not refused.')
}

async function findRegion({ own, reach }: Trial): Promise<string> {
  if (reach.access.s3Endpoint !== null) return 'not asked: this is not AWS'
  const other = reach.access.region === 'us-east-1' ? 'eu-west-1' : 'us-east-1'
  const { clients, close } = reach.inRegion(other)
  try {
    const [bucket = ''] = own.buckets
    await new JobQueue({ config: own.queue.config, clients }).list('in')
    return `from ${other}, S3 names ${clients.homes.regionOf(bucket) ?? 'no region'}`
  } finally {
    close()
  }
}

async function submitSmall({ own, signal }: Trial): Promise<string> {
  const { jobId } = await own.queue.submit({ body: 'meow', fields: { name: 'small' } }, { signal })
  return `stored and sent as ${jobId.slice(0, 8)}…`
}

async function submitLarge({ own, folder, signal }: Trial): Promise<string> {
  const path = join(folder, 'large.bin')
  const bytes = randomBytes(largeBytes)
  await writeFile(path, bytes)
  const startedAt = performance.now()
  const { key } = await own.queue.store('in', { body: { path }, fields: { name: 'large' } }, { signal })
  const took = since(startedAt)
  const { stream } = await own.queue.retrieve('in', key, { signal })
  if (!(await buffer(stream)).equals(bytes)) throw new Error('The file came back changed.')
  return `17 MiB verified in ${took}, and read back unchanged`
}

async function sendLargeMessage({ own, signal }: Trial): Promise<string> {
  const queue = own.queue.queueNamed(own.queue.names.queue('completed'))
  // The longest body that SQS accepts as of 2025.
  const body = JSON.stringify({ key: 'none', text: 'x'.repeat(longestMessage - 100) })
  await queue.run('Sending a long message', { signal }, (sqs, QueueUrl, send) =>
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }), send),
  )
  return `${Math.round(body.length / 1_024)} KiB accepted`
}

async function countJobs({ own, signal }: Trial): Promise<string> {
  const startedAt = performance.now()
  while (performance.now() - startedAt < settleMs) {
    const depths = await own.queue.depths({ signal })
    if (depths['pending']?.visible === 1) return `right after ${since(startedAt)}`
    await pause(1_000, undefined, { signal })
  }
  return `not right after ${settleMs / 1_000} s`
}

async function claimAndRenew({ own, signal }: Trial): Promise<string> {
  const startedAt = performance.now()
  const job = await claim(own.queue, signal)
  const took = since(startedAt)
  await own.queue.renew(job, { leaseSeconds: 60, signal })
  await own.queue.acknowledge(job, { signal })
  return `received after ${took}, renewed, acknowledged`
}

async function completeOne({ own, signal }: Trial): Promise<string> {
  await own.queue.submit({ body: 'meow', fields: { name: 'work' } }, { signal })
  const job = await claim(own.queue, signal)
  await own.queue.complete(job, [{ body: 'purr', fields: { name: 'result' } }], { signal })
  const { objects } = await own.queue.list('out')
  if (objects.length === 0) throw new Error('The result is not in the bucket.')
  return `stored, sent, deleted; key ${objects[0]?.key.slice(0, 8)}…`
}

async function copyObject({ own, signal }: Trial): Promise<string> {
  const { objects } = await own.queue.list('in')
  const [first] = objects
  const [bucket = ''] = own.buckets
  if (first === undefined) throw new Error('There is nothing to copy.')
  await own.queue.copy(
    { bucket, key: first.key },
    'in',
    { key: 'copied', fields: { name: 'copied' } },
    { signal },
  )
  return 'copied with new fields'
}

async function deadLetter({ own, signal }: Trial): Promise<string> {
  await addDeadLetters(own.queue, ['pending'], 1)
  await own.queue.submit({ body: 'x', fields: { name: 'dead' } }, { signal })
  await own.queue.release(await claim(own.queue, signal), { signal })
  const startedAt = performance.now()
  while (performance.now() - startedAt < settleMs) {
    // It is moved when it is received once too often.
    await own.queue.nextBatch('pending', { max: 1, waitSeconds: 1, signal })
    const { visible } = await deadCount(own, signal)
    if (visible > 0) return `moved after one receive, counted after ${since(startedAt)}`
  }
  throw new Error('The message is not in the dead-letter queue.')
}

async function moveBack({ own, signal }: Trial): Promise<string> {
  const dead = own.queue.queueNamed(own.deadQueue)
  const { arn } = await deadCount(own, signal)
  const startedAt = performance.now()
  const started = await startMove(dead, arn)
  if (started === null) return 'no move tasks: the app moves the messages itself'
  for (let task = await newestMove(dead, arn, { signal }); task !== null && isMoving(task.state);) {
    await pause(1_000, undefined, { signal })
    task = await newestMove(dead, arn, { signal })
  }
  const job = await claim(own.queue, signal)
  await own.queue.acknowledge(job, { signal })
  return `back in its queue after ${since(startedAt)}`
}

async function deadCount(own: OwnResources, signal: AbortSignal): Promise<{ visible: number; arn: string }> {
  const attributes = await readAttributes(own.queue.queueNamed(own.deadQueue), { signal })
  return {
    visible: Number(attributes['ApproximateNumberOfMessages'] ?? 0),
    arn: attributes['QueueArn'] ?? '',
  }
}

async function claim(queue: JobQueue, signal: AbortSignal): Promise<Job> {
  const job = (await queue.next('pending', { signal })) ?? (await queue.next('pending', { signal }))
  if (job === null) throw new Error('No job arrived within 40 s.')
  return job
}

const since = (startedAt: number): string => `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`

function statusOf(error: unknown): number | string {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? '?'
}
