import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import type { ClaimsChange, ClaimsSnapshot } from '../../../shared/jobs/claims.ts'
import { claimsChange } from '../../../shared/jobs/claims.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { startBench } from '../testing/test-bench.ts'
import type { TestBench } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'
import { Claims } from './claims.ts'

let bench: TestBench
let queue: JobQueue
let transfers: Transfers
let claims: Claims
/** The state of a reader that applies all changes. */
let known: ClaimsSnapshot

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  queue = await bench.queue()
  transfers = new Transfers()
  claims = new Claims({ transfers })
  known = { revision: 0, claims: [] }
})
afterEach(async () => {
  await claims.close()
  await transfers.close()
})

async function claimMessages(count: number, body: string): Promise<string[]> {
  const { sqs } = bench.servers.clients()
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue.names.queue('pending') }))
  for (let sent = 0; sent < count; sent += 1)
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }))
  const ids: string[] = []
  while (ids.length < count) ids.push(...(await claims.nextBatch(queue, 'local', 'pending')))
  return ids
}

function readChanges(): ClaimsChange[] {
  const changes: ClaimsChange[] = []
  while (claims.hasChange) {
    const change = claimsChange.parse(claims.takeChange())
    expect(change.since).toBe(known.revision)
    const byId = new Map(known.claims.map((claim) => [claim.id, claim]))
    for (const id of change.removed) byId.delete(id)
    for (const claim of change.claims) byId.set(claim.id, claim)
    const all = [...byId.values()].toSorted((one, other) => other.order - one.order)
    known = { revision: change.revision, claims: all }
    changes.push(change)
  }
  // A snapshot shows the lease at the time of the snapshot.
  expect(withoutLeases(known)).toEqual(withoutLeases(claims.snapshot()))
  return changes
}

function withoutLeases({ claims: all, ...rest }: ClaimsSnapshot): unknown {
  return { ...rest, claims: all.map((one) => ({ ...one, lease: null })) }
}

test('a change contains only the claims that changed', async () => {
  const ids = await claimMessages(3, '{}')
  const [first = ''] = ids
  expect(readChanges().flatMap((change) => change.claims)).toHaveLength(3)
  expect(readChanges()).toEqual([])
  await claims.acknowledge(first)
  const changed = readChanges().flatMap((change) => change.claims.map(({ id }) => id))
  expect(new Set(changed)).toEqual(new Set([first]))
  claims.dismiss(first)
  expect(readChanges().flatMap(({ removed }) => removed)).toEqual([first])
})

test('reports claims with large messages in several small changes', async () => {
  const fields = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`field${at}`, 'x'.repeat(4_000)]))
  await claimMessages(40, JSON.stringify(fields))
  const sizes = readChanges().map((change) => JSON.stringify(change).length)
  expect(sizes.length).toBeGreaterThan(1)
  expect(Math.max(...sizes)).toBeLessThan(400_000)
})

test('shows the first fields of a claim, and how many more there are', async () => {
  const fields = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`field${at}`, String(at)]))
  await claimMessages(1, JSON.stringify(fields))
  readChanges()
  const [claim] = known.claims
  expect(Object.keys(claim?.fields ?? {})).toHaveLength(100)
  expect(claim?.moreFields).toBe(19_900)
  expect(JSON.stringify(claim).length).toBeLessThan(20_000)
})
