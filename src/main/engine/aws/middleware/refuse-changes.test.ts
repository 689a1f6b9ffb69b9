import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as s3 from '@aws-sdk/client-s3'
import * as sqs from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EngineError } from '../../errors/engine-error.ts'
import { JobQueue } from '../../job-queue/job-queue.ts'
import { expectCode } from '../../testing/expect-code.ts'
import { startBench, type TestBench } from '../../testing/test-bench.ts'
import type { EngineClients } from '../transport/clients.ts'
import { totalOf } from '../../../../shared/metrics/request-counts.ts'

let bench: TestBench
let writable: JobQueue
let clients: EngineClients
let queue: JobQueue
beforeAll(async () => {
  bench = await startBench()
  writable = await bench.queue()
  clients = bench.servers.clients({ readOnly: true })
  queue = new JobQueue({ config: writable.config, clients })
})
afterAll(() => bench.stop())

/** Returns the number of requests since the last call. */
const sent = (): number => totalOf(clients.counter.take())

type Command = new (input: object) => never
type Client = { send(command: never): Promise<unknown> }

/** All SDK commands except the read-only ones. */
const changing = (all: object): [string, Command][] =>
  (Object.entries(all) as [string, Command][]).filter(
    ([name]) => name.endsWith('Command') && name !== '$Command' && !/^(?:Get|Head|List|Select)/.test(name),
  )

/** Returns the names of all read commands in the engine's source code. Metrics have their own client. */
async function readingCommandsIn(folder: string): Promise<readonly string[]> {
  const names = new Set<string>()
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.endsWith('.ts') || file.includes('.test.') || file.includes('testing')) continue
    const source = await readFile(join(folder, file), 'utf8')
    for (const [name] of source.matchAll(/\b(?:Get|Head|List)\w+Command\b/g)) names.add(name)
  }
  names.delete('GetMetricDataCommand')
  return [...names]
}

describe('clients of a read-only connection', () => {
  test.each([
    ['s3', s3, () => [clients.s3, clients.s3Of('bucket').completeS3]],
    ['sqs', sqs, () => [clients.sqs, clients.pollSqs, clients.leaseSqs]],
  ] as const)('refuse every %s command that changes something', async (_name, all, clientsOf) => {
    sent()
    const commands = changing(all)
    expect(commands.length).toBeGreaterThan(12)
    for (const client of clientsOf()) {
      for (const [, Command] of commands) {
        await expectCode((client as Client).send(new Command({})), 'READ_ONLY')
      }
    }
    expect(sent()).toBe(0)
  })

  test('allow every read command that the engine uses', async () => {
    const used = await readingCommandsIn(join(import.meta.dirname, '../..'))
    expect(used.length).toBeGreaterThan(10)
    const refused = await Promise.all(
      used.map(async (name) => {
        const [all, client] = name in s3 ? [s3, clients.s3] : [sqs, clients.sqs]
        const Command = (all as unknown as Record<string, Command>)[name]
        if (Command === undefined) throw new Error(`${name} is unknown.`)
        // Without input, an allowed command fails for another reason.
        const error = await (client as Client).send(new Command({})).catch((reason: unknown) => reason)
        return error instanceof EngineError && error.code === 'READ_ONLY' ? [name] : []
      }),
    )
    expect(refused.flat()).toEqual([])
  })

  test('have no fast path, which would bypass the check', () => {
    expect(clients.fast).toBeNull()
    expect(clients.s3Of('bucket').fast).toBeNull()
  })

  test('refuse to submit, claim, release and acknowledge, without sending anything', async () => {
    await writable.submit({ body: 'one' })
    const job = await writable.next('pending')
    if (job === null) throw new Error('No job arrived.')
    // This sends a read request that looks up the queue's URL.
    await expectCode(queue.next('pending'), 'READ_ONLY')
    sent()
    await expectCode(queue.submit({ body: 'two' }), 'READ_ONLY')
    await expectCode(queue.next('pending'), 'READ_ONLY')
    await expectCode(queue.acknowledge(job), 'READ_ONLY')
    await expectCode(queue.release(job), 'READ_ONLY')
    const [renewed] = await queue.renewBatch([{ job, leaseSeconds: 30 }])
    expect(renewed).toMatchObject({ code: 'READ_ONLY' })
    expect(sent()).toBe(0)
    await writable.acknowledge(job)
  })

  test('create nothing', async () => {
    const absent = new JobQueue({ config: { ...writable.config, name: 'absent' }, clients })
    await expectCode(absent.ensure(), 'READ_ONLY')
    const { sqs: admin } = bench.servers.clients()
    const { QueueUrls = [] } = await admin.send(new sqs.ListQueuesCommand({ QueueNamePrefix: 'absent' }))
    expect(QueueUrls).toEqual([])
  })

  test('still read', async () => {
    await writable.submit({ body: 'three' })
    const resources = await queue.describe()
    expect(resources.every(({ state }) => state === 'exists')).toBe(true)
    const { objects } = await queue.list('in')
    expect(objects.map(({ size }) => size)).toContain(5)
  })
})
