import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClients } from '../../engine/aws/transport/clients.ts'
import type { EngineClients } from '../../engine/aws/transport/clients.ts'
import { DeadLetters } from '../../engine/dead-letters/dead-letters.ts'
import { DeadJobs } from '../../engine/dead-letters/dead-jobs.ts'
import { JobQueue } from '../../engine/job-queue/job-queue.ts'
import { addDeadLetters } from '../../engine/queue-settings/change-settings.ts'
import { MemoryBookStore } from '../../engine/testing/memory-book-store.ts'
import { until } from '../../engine/testing/test-bench.ts'
import { Harness, keys, temporaryFolder } from '../testing/harness.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let harness: Harness
let clients: EngineClients

beforeAll(async () => {
  folder = await temporaryFolder()
  harness = new Harness(folder.path)
  const endpoint = await harness.ready()
  clients = createClients({
    region: 'us-west-1',
    credentials: keys,
    s3Endpoint: endpoint,
    sqsEndpoint: endpoint,
  })
})

afterAll(async () => {
  clients.close()
  await harness.service.stop()
  await folder[Symbol.asyncDispose]()
})

test('the app sets up a dead-letter queue, and the server moves its messages back', async () => {
  const config = { name: 'redrive', layout: 'in-out', statuses: ['pending', 'completed'] } as const
  const queue = new JobQueue({ config: { ...config, statuses: [...config.statuses] }, clients })
  await queue.ensure()
  const name = await addDeadLetters(queue, ['pending'], 1)
  await queue.depths()
  for (const body of ['a', 'b', 'c']) {
    await queue.submit({ body })
    const job = await queue.next('pending', { waitSeconds: 0 })
    if (job !== null) await queue.release(job)
    expect(await queue.next('pending', { waitSeconds: 0 })).toBeNull()
  }
  const dead = new DeadLetters({ book: new DeadJobs(new MemoryBookStore()), onChanged: () => undefined })
  const deadLetterQueue = { connectionId: 'local', jobQueue: queue, name }
  const [found] = await dead.describe('local', queue)
  expect(found).toMatchObject({
    depth: { visible: 3 },
    sources: [{ queue: 'redrive-pending', maxReceives: 1 }],
    allSources: true,
  })

  await dead.receive(deadLetterQueue, 1)
  const [deadLetter] = dead.snapshot().queues[0]?.deadLetters ?? []
  expect(deadLetter).toMatchObject({ source: 'redrive-pending', receivedCount: 2 })
  await dead.submitAgain(deadLetterQueue, [{ id: deadLetter?.id ?? '', body: null, attributes: null }])

  await dead.submitAll(deadLetterQueue)
  const move = () => dead.snapshot().queues[0]?.move ?? null
  await until(dead, () => move()?.state === 'done')
  expect(move()).toMatchObject({ by: 'server', moved: 2, total: 2, error: null })
  expect((await queue.depths())['pending']?.visible).toBe(3)
  await dead.close()
})
