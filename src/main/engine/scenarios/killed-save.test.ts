import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { watch } from 'node:fs'
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { JobQueue } from '../job-queue/job-queue.ts'
import type { PlannedSave, SaveJournal, UnfinishedSave } from '../transfers/transfer-journal.ts'
import { SaveTransfer } from '../transfers/save-transfer.ts'
import { startBodyProxy } from '../testing/proxies/body-proxy.ts'
import type { BodyProxy } from '../testing/proxies/body-proxy.ts'
import type { SaveCrashInput } from '../testing/save-crash-child.ts'
import { startBench } from '../testing/test-bench.ts'
import type { TestBench } from '../testing/test-bench.ts'

const mebibyte = 1024 * 1024
const bytes = randomBytes(36 * mebibyte + 5)
let bench: TestBench
let proxy: BodyProxy
let queue: JobQueue
let key: string
let folder: string
let child: ChildProcess | null = null

beforeAll(async () => {
  bench = await startBench()
  const direct = await bench.queue()
  proxy = await startBodyProxy(bench.servers.s3Endpoint)
  queue = new JobQueue({
    config: direct.config,
    clients: bench.servers.clients({ s3Endpoint: proxy.endpoint }),
  })
  ;({ key } = await direct.store('in', { body: bytes }))
})
afterAll(async () => {
  await proxy.stop()
  await bench.stop()
})
beforeEach(async () => {
  folder = await mkdtemp(join(bench.servers.folder, 'crash-'))
  proxy.onChunk = (piece) => piece
})
afterEach(() => child?.kill('SIGKILL'))

function planned(target: PlannedSave['target'] = { folder }): PlannedSave {
  return {
    id: randomUUID(),
    connectionId: 'local',
    queue: queue.config.name,
    direction: 'in',
    bucket: queue.names.bucket('in'),
    key,
    claimId: null,
    acknowledge: false,
    target,
    name: 'cat.bin',
    bytesTotal: bytes.length,
    createdAt: 1,
  }
}

/** Runs a save in its own process and kills it with SIGKILL once `enough` accepts one of its output lines. */
async function killed(
  plan: PlannedSave,
  stopAt: SaveCrashInput['stopAt'],
  enough: (line: string, partPath: string | null) => boolean | Promise<boolean> = (line) =>
    line === 'reached',
): Promise<UnfinishedSave> {
  const order: SaveCrashInput = { s3Endpoint: proxy.endpoint, plan, stopAt }
  const script = join(import.meta.dirname, '../testing/save-crash-child.ts')
  child = spawn(process.execPath, [script, JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let partPath: string | null = null
  if (child.stdout === null) throw new Error('The process has no output.')
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('notePartFile ')) partPath = line.slice('notePartFile '.length)
    if (await enough(line, partPath)) break
  }
  child.kill('SIGKILL')
  await once(child, 'exit')
  return { ...plan, step: 'planned', partPath }
}

/** Waits until a state file lists a range. */
async function someRange(partPath: string): Promise<void> {
  const state = join(folder, `${basename(partPath)}.state`)
  await new Promise<void>((resolve) => {
    const check = async (): Promise<void> => {
      const text = await readFile(state, 'utf8').catch(() => '')
      if (text.split('\n').length >= 3) changes.close()
    }
    const changes = watch(folder, () => void check()).once('close', resolve)
    void check()
  })
}

/** Continues the save like the next session. Returns the steps that it recorded. */
async function recover(left: UnfinishedSave): Promise<string[]> {
  const { step: _step, partPath: _path, ...plan } = left
  const steps: string[] = []
  const note = (what: string): Promise<void> => Promise.resolve(void steps.push(what))
  const journal: SaveJournal = {
    plan: () => note('plan'),
    notePartFile: () => note('notePartFile'),
    advance: (_id, step) => note(step),
  }
  const context = { journal, change: () => undefined, saved: () => undefined }
  await new SaveTransfer(plan, context, queue, left).run(new AbortController().signal)
  return steps
}

/** Returns the digest of each file in the folder. */
async function digests(): Promise<Record<string, string>> {
  const compare = async (file: string): Promise<[string, string]> => {
    return [file, (await readFile(join(folder, file))).equals(bytes) ? 'whole' : 'torn']
  }
  return Object.fromEntries(await Promise.all((await readdir(folder)).map(compare)))
}

test('a save killed midway continues with the bytes on disk', async () => {
  let sent = 0
  proxy.onChunk = (piece) => ((sent += piece.length) > 34 * mebibyte ? 'stall' : piece)
  const left = await killed(planned(), 'bytes', async (line, partPath) => {
    if (!line.startsWith('bytes ') || Number(line.slice('bytes '.length)) <= 28 * mebibyte) return false
    await someRange(partPath ?? '')
    return true
  })
  proxy.onChunk = (piece) => piece
  const before = proxy.sent
  expect(await recover(left)).toEqual(['saved'])
  expect(await digests()).toEqual({ 'cat.bin': 'whole' })
  const again = proxy.sent - before
  expect(again).toBeLessThanOrEqual(bytes.length - 4 * mebibyte)
  expect(again).toBeGreaterThanOrEqual(mebibyte)
})

test.each(['planned', 'notePartFile', 'gathering'] as const)(
  'a save killed at %s starts over and leaves only its file',
  async (stopAt) => {
    const left = await killed(planned(), stopAt)
    expect(await recover(left)).toEqual(['notePartFile', 'saved'])
    expect(await digests()).toEqual({ 'cat.bin': 'whole' })
  },
)

test.each(['before saved', 'saved'] as const)(
  'a save killed at "%s" does not save the file twice',
  async (stopAt) => {
    await writeFile(join(folder, 'cat.bin'), 'someone else’s')
    const left = await killed(planned(), stopAt)
    const before = proxy.sent
    expect(await recover(left)).toEqual(['saved'])
    expect(await digests()).toEqual({ 'cat.bin': 'torn', 'cat (2).bin': 'whole' })
    expect(proxy.sent).toBe(before)
  },
)

test('a file that the user chose is replaced only at the end', async () => {
  const path = join(folder, 'chosen.bin')
  await writeFile(path, 'old')
  let sent = 0
  proxy.onChunk = (piece) => ((sent += piece.length) > 20 * mebibyte ? 'stall' : piece)
  const left = await killed(planned({ path }), 'bytes', (line) => line.startsWith('bytes 1'))
  expect(await readFile(path, 'utf8')).toBe('old')
  proxy.onChunk = (piece) => piece
  await recover(left)
  expect(await digests()).toEqual({ 'chosen.bin': 'whole' })
})

test('an abandoned save removes its part file and state file, and nothing else', async () => {
  const plan = planned()
  let sent = 0
  proxy.onChunk = (piece) => ((sent += piece.length) > 20 * mebibyte ? 'stall' : piece)
  const left = await killed(plan, 'bytes', (line) => line.startsWith('bytes 1'))
  await writeFile(join(folder, 'remotejob.part'), 'mine')
  const context = {
    journal: { plan: nothing, notePartFile: nothing, advance: nothing },
    change: () => undefined,
    saved: () => undefined,
  }
  await new SaveTransfer(plan, context, null, { ...left, partPath: join(folder, 'remotejob.part') }).forget()
  expect(await readdir(folder)).toHaveLength(3)
  await new SaveTransfer(plan, context, null, left).forget()
  expect(await readdir(folder)).toEqual(['remotejob.part'])
})

function nothing(): Promise<void> {
  return Promise.resolve()
}
