import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startBench } from '../engine/testing/test-bench.ts'
import type { TestBench } from '../engine/testing/test-bench.ts'
import { Transfers } from '../engine/transfers/transfers.ts'
import { Ledger } from './ledger.ts'
import type { CrashPlan } from './testing/crash-child.ts'
import { workerUrl } from './testing/worker-url.ts'

let bench: TestBench
let folder: string
let path: string

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-crash-'))
  path = join(folder, 'ledger.sqlite')
})
afterEach(() => rm(folder, { recursive: true }))

const moments: readonly (readonly [CrashPlan['stopAt'], unfinished: string[], messages: number])[] = [
  ['planned', ['planned'], 1],
  ['before stored', ['planned'], 1],
  ['stored', ['stored'], 1],
  // The message was sent but not recorded, so it is sent twice. It is never lost.
  ['before sent', ['stored'], 2],
  ['sent', [], 1],
]

test.each(moments)('SIGKILL at “%s” loses no job', async (stopAt, unfinished, messages) => {
  const queue = await bench.queue()
  const file = join(folder, 'cat.jpg')
  await writeFile(file, 'meow')
  const { s3Endpoint, sqsEndpoint } = bench.servers
  const plan: CrashPlan = {
    s3Endpoint,
    sqsEndpoint,
    queue: queue.config.name,
    ledger: path,
    path: file,
    stopAt,
  }
  const script = fileURLToPath(new URL('testing/crash-child.ts', import.meta.url))
  const child = spawn(process.execPath, [script, JSON.stringify(plan)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const first = await Promise.race([once(child.stdout, 'data'), exited])
  expect(String(first[0])).toBe('reached\n')
  child.kill('SIGKILL')
  await exited

  const { ledger, uploads } = await Ledger.open(path, { workerUrl })
  expect(uploads.map(({ step }) => step)).toEqual(unfinished)
  const transfers = new Transfers({
    journal: ledger.transfers,
    connections: { queueOn: () => queue, circuitFor: () => null },
  })
  transfers.recover({ uploads })
  for (const { id } of uploads) {
    expect((await transfers.finished(id)).transfer).toMatchObject({ state: 'done', error: null })
  }
  await transfers.close()
  await ledger.close()
  const after = await Ledger.open(path, { workerUrl })
  expect(after.uploads).toEqual([])
  await after.ledger.close()
  expect((await queue.list('in')).objects).toHaveLength(1)
  expect((await queue.depths())['pending']?.visible).toBe(messages)
  const job = await queue.next('pending', { waitSeconds: 0 })
  expect(job?.fields).toMatchObject({ name: 'cat.jpg', note: 'Zoë' })
})
