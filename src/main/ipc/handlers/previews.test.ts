import { randomUUID } from 'node:crypto'
import { GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { PreviewSource } from '../../../shared/files/previews.ts'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { Claims } from '../../engine/claims/claims.ts'
import { JobQueue } from '../../engine/job-queue/job-queue.ts'
import type { StoredJob } from '../../engine/jobs/job-store.ts'
import { Previews } from '../../engine/previews/previews.ts'
import { expectCode } from '../../engine/testing/expect-code.ts'
import { MemoryJobStore } from '../../engine/testing/memory-job-store.ts'
import { startServers, type TestServers } from '../../engine/testing/servers.ts'
import { Transfers } from '../../engine/transfers/transfers.ts'
import { InFlight } from '../in-flight.ts'
import type { Services } from '../services.ts'
import { previewHandlers } from './previews.ts'

const config: QueueConfig = { name: 'seen', layout: 'in-out', statuses: ['pending', 'completed'] }
let servers: TestServers
let queue: JobQueue
let claims: Claims
let transfers: Transfers
let store: MemoryJobStore
let previews: Previews

beforeAll(async () => {
  servers = await startServers()
  queue = new JobQueue({ config, clients: servers.clients() })
  await queue.ensure()
  transfers = new Transfers()
  claims = new Claims({ transfers })
})
beforeEach(() => {
  store = new MemoryJobStore()
  previews = new Previews({ paint: () => Promise.reject(new Error('Nothing is drawn here.')) })
})
afterAll(async () => {
  await claims.close({ deadlineMs: 1_000, keep: false })
  await transfers.close({ deadlineMs: 1_000 })
  await servers.stop()
})

function open(source: PreviewSource, connected = true) {
  const services = {
    claims,
    previews,
    jobs: { store },
    connections: { queue: () => queue, queueOn: () => (connected ? queue : null) },
  } as unknown as Services
  const handlers = previewHandlers(() => Promise.resolve(services), new InFlight())
  return handlers['previews:open']({ requestId: randomUUID(), source })
}

const job = (change: Partial<StoredJob>): number => store.add({ queue: 'seen', ...change })

it("shows a job's payload under the job's name", async () => {
  const { key } = await queue.store('in', { body: 'a,b' })
  const jobId = job({ key, fileName: 'table.csv' })
  expect(await open({ kind: 'payload', jobId })).toMatchObject({ content: { syntax: 'csv', text: 'a,b' } })
})

it("shows a job's result", async () => {
  const jobId = job({ messageId: 'id' })
  const { key } = await queue.store('out', { key: 'id-out.txt', body: 'done' })
  const bucket = queue.names.bucket('out')
  const found = { jobId, bucket, key, name: 'out.txt', size: 4, modifiedAt: null }
  await store.addResults([found], [jobId], 1)
  const resultId = (await store.describe(jobId))?.results[0]?.id ?? 0
  expect(await open({ kind: 'result', jobId, resultId })).toMatchObject({ content: { text: 'done' } })
  await expectCode(open({ kind: 'result', jobId, resultId: resultId + 1 }), 'OBJECT_NOT_FOUND')
})

it("shows the payload of a claim, and of the claim's job", async () => {
  await queue.submit({ body: 'claimed', fields: { filename: 'a.txt' } })
  const claimId = (await claims.next(queue, 'local', 'pending')) ?? ''
  expect(await open({ kind: 'claim', claimId })).toMatchObject({ content: { text: 'claimed' } })
  const jobId = job({ key: 'elsewhere', state: 'mine', claimId })
  expect(await open({ kind: 'payload', jobId })).toMatchObject({ content: { text: 'claimed' } })
})

it('asks before it reads from a foreign bucket', async () => {
  const other = new JobQueue({ config: { ...config, name: 'other' }, clients: servers.clients() })
  await other.ensure()
  const { key } = await other.store('in', { body: 'secret' })
  const { sqs } = servers.clients()
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue.names.queue('pending') }))
  const MessageBody = JSON.stringify({ bucket: other.names.bucket('in'), key })
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
  const claimId = (await claims.next(queue, 'local', 'pending')) ?? ''
  await expectCode(open({ kind: 'claim', claimId }), 'MESSAGE_FOREIGN_BUCKET')
  claims.allowBucket(claimId)
  expect(await open({ kind: 'claim', claimId })).toMatchObject({ content: { text: 'secret' } })
})

it('shows an object', async () => {
  const { key } = await queue.store('out', { body: 'x' })
  const source = { kind: 'object', queue: 'seen', direction: 'out', key } as const
  expect(await open(source)).toMatchObject({ content: { text: 'x' } })
})

it('explains why there is no preview', async () => {
  await expectCode(open({ kind: 'payload', jobId: 99 }), 'OBJECT_NOT_FOUND')
  await expectCode(open({ kind: 'payload', jobId: job({ state: 'uploading' }) }), 'NOT_PREVIEWABLE')
  await expectCode(open({ kind: 'payload', jobId: job({}) }, false), 'NOT_CONNECTED')
  await expectCode(open({ kind: 'payload', jobId: job({ key: 'removed' }) }), 'OBJECT_NOT_FOUND')
})
