import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { HeldClaim } from '../claims/claim-journal.ts'
import { Claims } from '../claims/claims.ts'
import type { Job, JobQueue } from '../job-queue/job-queue.ts'
import type { ClaimsChildInput, ClaimsChildOutput } from '../testing/claims-child.ts'
import { startBench, until } from '../testing/test-bench.ts'
import type { TestBench } from '../testing/test-bench.ts'
import { noConnections } from '../transfers/connection-lookup.ts'
import { Transfers } from '../transfers/transfers.ts'

const script = fileURLToPath(new URL('../testing/claims-child.ts', import.meta.url))

let bench: TestBench
let queue: JobQueue
let child: ChildProcess
let words: ClaimsChildOutput[]
let output: (() => void) | null

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  queue = await bench.queue()
  words = []
  output = null
  return () => {
    child.kill('SIGKILL')
  }
})

/** Starts another process, which claims all available jobs. */
function startChild(leaseSeconds: number): void {
  const { s3Endpoint, sqsEndpoint } = bench.servers
  const order: ClaimsChildInput = { s3Endpoint, sqsEndpoint, queue: queue.config.name, leaseSeconds }
  child = spawn(process.execPath, [script, JSON.stringify(order)], { stdio: ['pipe', 'pipe', 'inherit'] })
  if (child.stdout === null) throw new Error('no output')
  createInterface(child.stdout).on('line', (line) => {
    words.push(JSON.parse(line) as ClaimsChildOutput)
    output?.()
  })
}

/** Waits until `find` finds something in the child's output. */
async function waitForOutput<T>(find: () => T | undefined): Promise<T> {
  for (;;) {
    const found = find()
    if (found !== undefined) return found
    await new Promise<void>((resolve) => {
      output = resolve
    })
  }
}

const heldClaims = (): HeldClaim[] => words.flatMap((word) => ('held' in word ? [word.held] : []))
const lastLeases = (): readonly string[] | undefined =>
  words.flatMap((word) => ('leases' in word ? [word.leases] : [])).at(-1)

async function submit(number: number): Promise<void> {
  await Promise.all(
    Array.from({ length: number }, (_, index) => queue.submit({ key: `k${index}`, body: '' })),
  )
}

test('a process suspended for longer than its leases reports all claims as lost, and acknowledges none', async () => {
  await submit(3)
  startChild(2)
  await waitForOutput(() => (lastLeases()?.length === 3 ? true : undefined))
  child.kill('SIGSTOP')
  // The jobs become visible again only when their leases have expired.
  const theirs: Job[] = []
  while (theirs.length < 3) theirs.push(...(await queue.nextBatch('pending')))
  words = []
  // Sent before it runs again, so that acknowledging is the first thing it does.
  child.stdin?.write('acknowledge\n')
  child.kill('SIGCONT')
  const codes = await waitForOutput(
    () => words.flatMap((word) => ('acknowledged' in word ? [word.acknowledged] : []))[0],
  )
  expect(codes).toEqual(['LEASE_LOST', 'LEASE_LOST', 'LEASE_LOST'])
  expect(lastLeases()).toEqual(['lost', 'lost', 'lost'])
  expect((await queue.depths()).pending).toMatchObject({ visible: 0, inFlight: 3 })
  expect((await queue.acknowledgeBatch(theirs)).map(({ error }) => error)).toEqual([null, null, null])
})

test('the next process recovers the claims of a killed one, and acknowledges them', async () => {
  await submit(3)
  startChild(20)
  await waitForOutput(() => (lastLeases()?.length === 3 ? true : undefined))
  child.kill('SIGKILL')
  const transfers = new Transfers()
  const claims = new Claims({ transfers, connections: { ...noConnections, queueOn: () => queue } })
  claims.recover(heldClaims())
  await until(claims, () => claims.snapshot().claims.every(({ phase }) => phase === 'recovered'))
  await Promise.all(claims.snapshot().claims.map(({ id }) => claims.acknowledge(id)))
  expect((await queue.depths()).pending).toMatchObject({ visible: 0, inFlight: 0 })
  await claims.close()
  await transfers.close()
})
