import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { noJournal, type PlannedUpload } from '../engine/transfers/journal.ts'
import { startBench } from '../engine/transfers/testing/test-bench.ts'
import type { TestBench } from '../engine/transfers/testing/test-bench.ts'
import { Transfers } from '../engine/transfers/transfers.ts'
import type { CrashOrder } from './testing/crash-child.ts'
import { SubmissionJournal } from './submission-journal.ts'

let bench: TestBench
let folder: string
let path: string

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-journal-'))
  path = join(folder, 'deep', 'submissions.jsonl')
})
afterEach(() => rm(folder, { recursive: true }))

function plan(id: string): PlannedUpload {
  return {
    id,
    kind: 'submit',
    connectionId: 'local',
    queue: 'demo',
    direction: 'in',
    path: '/x/ü.jpg',
    size: 1,
    mtimeMs: 1.5,
    ino: 2,
    name: 'ü',
    fields: { note: 'a\nb' },
    key: `key-${id}`,
    createdAt: 3,
  }
}

async function reopened(): Promise<string[]> {
  const { journal, unfinished } = await SubmissionJournal.open(path)
  await journal.close()
  return unfinished.map(({ id, step }) => `${id} ${step}`)
}

test('remembers what is unfinished, and nothing else', async () => {
  const { journal, unfinished, damagedFile } = await SubmissionJournal.open(path)
  expect({ unfinished, damagedFile }).toEqual({ unfinished: [], damagedFile: null })
  await Promise.all(['a', 'b', 'c', 'd'].map((id) => journal.plan(plan(id))))
  await Promise.all([
    journal.advance('b', 'stored'),
    journal.advance('c', 'dropped'),
    journal.advance('d', 'sent'),
  ])
  await journal.close()
  await expect(journal.plan(plan('late'))).rejects.toMatchObject({ code: expect.any(String) })
  expect(await reopened()).toEqual(['a planned', 'b stored'])
  expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(4)
  const again = await SubmissionJournal.open(path)
  expect(again.unfinished[0]).toEqual({ ...plan('a'), step: 'planned' })
  await again.journal.close()
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test('remembers what failed until it is planned again', async () => {
  const { journal } = await SubmissionJournal.open(path)
  for (const id of ['a', 'b']) {
    await journal.plan(plan(id))
    await journal.advance(id, 'failed')
  }
  await journal.plan(plan('b'))
  await journal.close()
  expect(await reopened()).toEqual(['a failed', 'b planned'])
  expect(await reopened()).toEqual(['a failed', 'b planned'])
})

test('10,000 steps at once cost few flushes, and none is lost', async () => {
  const { journal } = await SubmissionJournal.open(path)
  const start = performance.now()
  await Promise.all(Array.from({ length: 10_000 }, (_, index) => journal.plan(plan(`n${index}`))))
  expect(performance.now() - start).toBeLessThan(10_000)
  await journal.close()
  expect(await reopened()).toHaveLength(10_000)
})

test('a plan made again replaces the one before', async () => {
  const { journal } = await SubmissionJournal.open(path)
  await journal.plan(plan('a'))
  await journal.advance('a', 'dropped')
  await journal.plan({ ...plan('a'), size: 9 })
  await journal.close()
  const { journal: next, unfinished } = await SubmissionJournal.open(path)
  expect(unfinished).toMatchObject([{ id: 'a', size: 9, step: 'planned' }])
  await next.close()
})

test('a torn last line counts as never written, and the next line stands on its own', async () => {
  const { journal } = await SubmissionJournal.open(path)
  await journal.plan(plan('a'))
  await journal.close()
  const whole = await readFile(path, 'utf8')
  for (const cut of [1, 10, whole.length - 1]) {
    await writeFile(path, whole)
    await appendFile(path, whole.replace('"a"', '"b"').slice(0, cut))
    const opened = await SubmissionJournal.open(path)
    expect(opened.damagedFile).toBeNull()
    await opened.journal.plan(plan('c'))
    await opened.journal.close()
    expect(await reopened()).toEqual(['a planned', 'c planned'])
  }
})

test('a damaged journal is set aside, and what of it makes sense is kept', async () => {
  const { journal } = await SubmissionJournal.open(path)
  await journal.plan(plan('a'))
  await journal.close()
  await appendFile(path, 'not JSON\n{"step":"planned","id":"half"}\n\0\0\0\n')
  const opened = await SubmissionJournal.open(path)
  expect(opened.unfinished.map(({ id }) => id)).toEqual(['a'])
  expect(opened.damagedFile).toMatch(/submissions\.jsonl\.damaged-\d+$/)
  expect(await readFile(opened.damagedFile ?? '', 'utf8')).toContain('not JSON')
  await opened.journal.close()
  expect((await readdir(join(folder, 'deep'))).filter((name) => name.includes('damaged'))).toHaveLength(1)
  expect(await reopened()).toEqual(['a planned'])
})

const moments: readonly (readonly [CrashOrder['stopAt'], left: string[], messages: number])[] = [
  ['planned', ['planned'], 1],
  ['before stored', ['planned'], 1],
  ['stored', ['stored'], 1],
  // Sent, and the note of it lost: a duplicate, never a loss.
  ['before sent', ['stored'], 2],
  ['sent', [], 1],
]

test.each(moments)('a kill -9 when it is at “%s” loses nothing', async (stopAt, left, messages) => {
  const queue = await bench.queue()
  const file = join(folder, 'cat.jpg')
  await writeFile(file, 'meow')
  const { s3Endpoint, sqsEndpoint } = bench.servers
  const order: CrashOrder = {
    s3Endpoint,
    sqsEndpoint,
    queue: queue.config.name,
    journal: path,
    path: file,
    stopAt,
  }
  const script = fileURLToPath(new URL('testing/crash-child.ts', import.meta.url))
  const child = spawn(process.execPath, [script, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const first = await Promise.race([once(child.stdout, 'data'), exited])
  expect(String(first[0])).toBe('reached\n')
  child.kill('SIGKILL')
  await exited

  const { journal, unfinished } = await SubmissionJournal.open(path)
  expect(unfinished.map(({ step }) => step)).toEqual(left)
  const transfers = new Transfers({ journal: { ...noJournal, uploads: journal } })
  transfers.resume(unfinished, () => queue)
  for (const { id } of unfinished) {
    expect((await transfers.finished(id)).transfer).toMatchObject({ state: 'done', error: null })
  }
  await transfers.close()
  await journal.close()
  expect(await reopened()).toEqual([])
  expect((await queue.list('in')).objects).toHaveLength(1)
  expect((await queue.depths())['pending']?.visible).toBe(messages)
  const job = await queue.next('pending', { waitSeconds: 0 })
  expect(job?.fields).toMatchObject({ name: 'cat.jpg', note: 'Zoë' })
})
