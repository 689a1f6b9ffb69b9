import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import { moveAllDeadLetters } from '../dead-letters/move-dead-letters.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { sqsCallOf, startHoldingProxy, type HoldingProxy } from '../testing/proxies/holding-proxy.ts'
import type { MoveCrashInput } from '../testing/move-crash-child.ts'
import { startBench, type TestBench } from '../testing/test-bench.ts'

const bodies = Array.from({ length: 12 }, (_, index) => `job ${index}`)
let bench: TestBench
let proxy: HoldingProxy
let queue: JobQueue
let dead: SqsQueue
let pending: SqsQueue
let child: ChildProcess | null = null

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  proxy = await startHoldingProxy(bench.servers.sqsEndpoint)
  queue = await bench.queue()
  pending = queue.queueNamed(queue.names.queue('pending'))
  dead = queue.queueNamed(`${queue.config.name}-dead`)
  await dead.create()
  for (const body of bodies) await dead.send(body)
})
afterEach(async () => {
  child?.kill('SIGKILL')
  await proxy.stop()
})

/**
 * Moves the dead letters in a separate process, and kills it once the server has received a call that it
 * never responds to.
 */
async function killedAt(call: 'SendMessageBatch' | 'DeleteMessageBatch'): Promise<void> {
  const reached = new Promise<void>((resolve) => {
    proxy.hold((request) => {
      const isIt = sqsCallOf(request) === call
      if (isIt) resolve()
      return isIt
    })
  })
  const order: MoveCrashInput = {
    endpoint: proxy.endpoint,
    queue: queue.config.name,
    from: dead.name,
    to: pending.name,
    total: bodies.length,
  }
  const script = join(import.meta.dirname, '../testing/move-crash-child.ts')
  child = spawn(process.execPath, [script, JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'inherit'] })
  if (child.stdout === null) throw new Error('The process has no output.')
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  await reached
  child.kill('SIGKILL')
  await once(child, 'exit')
  const { visible, inFlight } = await dead.attributes()
  expect(visible + inFlight).toBe(bodies.length)
  const handles = JSON.parse(line) as string[]
  await dead.changeVisibilityBatch(handles.map((receiptHandle) => ({ receiptHandle, seconds: 0 })))
}

/** Moves the remaining messages like the next session, and returns how many times each message is then in its queue. */
async function movedAgain(): Promise<ReadonlyMap<string, number>> {
  await moveAllDeadLetters({
    from: dead,
    total: bodies.length,
    signal: new AbortController().signal,
    undeleted: new Map(),
    targetOf: () => pending,
    onMoved: () => undefined,
  })
  const left = await dead.attributes()
  expect(left.visible + left.inFlight).toBe(0)
  const found = new Map<string, number>()
  for (;;) {
    const messages = await pending.receive({ max: 10, waitSeconds: 0, leaseSeconds: 60, which: 'all' })
    if (messages.length === 0) return found
    for (const { body } of messages) found.set(body, (found.get(body) ?? 0) + 1)
  }
}

test('a move killed between send and delete loses nothing, and leaves each message at most twice', async () => {
  await killedAt('DeleteMessageBatch')
  const sent = (await pending.attributes()).visible
  expect(sent).toBeGreaterThan(0)
  const found = await movedAgain()
  expect([...found.keys()].toSorted()).toEqual(bodies.toSorted())
  expect(Math.max(...found.values())).toBe(2)
  expect([...found.values()].reduce((sum, count) => sum + count, 0)).toBe(bodies.length + sent)
})

test('a move killed before it has sent anything loses and repeats nothing', async () => {
  await killedAt('SendMessageBatch')
  const found = await movedAgain()
  expect(found).toEqual(new Map(bodies.map((body) => [body, 1])))
})
