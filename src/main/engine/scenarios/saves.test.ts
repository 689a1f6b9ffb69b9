import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Transfer } from '../../../shared/files/transfers.ts'
import { Emitter } from '../async/emitter.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { noJournal } from '../transfers/transfer-journal.ts'
import type { PlannedSave, SaveJournal, UnfinishedSave } from '../transfers/transfer-journal.ts'
import { startBench, until } from '../testing/test-bench.ts'
import type { TestBench } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'
import { testThreads } from '../testing/transfer-threads.ts'

const bytes = randomBytes(40_000_000)
let bench: TestBench
let queue: JobQueue
let key: string
let folder: string
let journal: Notes
let transfers: Transfers
/** The connection's job queue, or `null` while it is not ready. */
let connected: JobQueue | null

/** An in-memory journal of saves for the next session. */
class Notes implements SaveJournal {
  readonly steps: string[] = []
  readonly saves = new Map<string, UnfinishedSave>()
  readonly #stepped = new Emitter()

  onChange(listener: () => void): () => void {
    return this.#stepped.on(listener)
  }

  async plan(save: PlannedSave): Promise<void> {
    this.steps.push('planned')
    this.saves.set(save.id, { ...save, step: 'planned', partPath: null })
  }

  async notePartFile(id: string, partPath: string): Promise<void> {
    this.#set(id, { partPath })
  }

  async advance(id: string, step: Parameters<SaveJournal['advance']>[1]): Promise<void> {
    this.steps.push(step)
    if (step === 'saved' || step === 'dropped') this.saves.delete(id)
    else this.#set(id, { step })
    this.#stepped.emit()
  }

  #set(id: string, change: Partial<UnfinishedSave>): void {
    const save = this.saves.get(id)
    if (save !== undefined) this.saves.set(id, { ...save, ...change })
  }
}

beforeAll(async () => {
  bench = await startBench()
  queue = await bench.queue()
  key = (await queue.store('in', { body: bytes, fields: { filename: 'film.mov' } })).key
})
afterAll(() => bench.stop())
beforeEach(async () => {
  folder = await mkdtemp(join(bench.servers.folder, 'saves-'))
  journal = new Notes()
  connected = null
  transfers = newTransfers()
  // Slow enough to be paused midway.
  transfers.setSpeedLimit(20_000_000)
})
afterEach(() => transfers.close())

function newTransfers(): Transfers {
  return new Transfers({
    journal: { ...noJournal, saves: journal },
    connections: { queueOn: () => connected, circuitFor: () => null },
    ...(testThreads.current && { threads: testThreads.current }),
  })
}

function save(): string {
  const of = { queue, connectionId: 'local', direction: 'in', key, bytesTotal: bytes.length } as const
  return transfers.save({ ...of, target: { folder } })
}

function find(id: string): Transfer | undefined {
  return transfers.snapshot().transfers.find((one) => one.id === id)
}

async function pausedSave(): Promise<string> {
  const id = save()
  await until(transfers, () => (find(id)?.bytesDone ?? 0) > 5_000_000)
  transfers.pause(id)
  await until(journal, () => journal.steps.includes('paused'))
  return id
}

async function expectSaved(id: string): Promise<void> {
  const end = await transfers.finished(id)
  expect(end.transfer).toMatchObject({ state: 'done', name: 'film.mov', bytesDone: bytes.length })
  expect((await readFile(end.saved?.path ?? '')).equals(bytes)).toBe(true)
  expect(await readdir(folder)).toEqual(['film.mov'])
  expect(journal.saves.size).toBe(0)
}

test('a paused save keeps its progress and continues', async () => {
  const id = await pausedSave()
  expect((await readdir(folder)).length).toBeGreaterThan(0)
  transfers.setSpeedLimit(null)
  transfers.resume(id)
  await expectSaved(id)
  expect(journal.steps).toEqual(['planned', 'paused', 'planned', 'saved'])
})

test('the next session lists a paused save as paused and continues it when the user resumes it', async () => {
  const id = await pausedSave()
  await transfers.close()
  const left = [...journal.saves.values()]
  expect(left).toMatchObject([{ id, step: 'paused' }])
  transfers = newTransfers()
  connected = queue
  transfers.recover({ saves: left })
  expect(find(id)).toMatchObject({ kind: 'save', state: 'paused', bytesTotal: bytes.length })
  transfers.resume(id)
  await expectSaved(id)
})

test('an interrupted save continues once its connection is ready, but a failed one does not', async () => {
  const id = await pausedSave()
  await transfers.close()
  const [left] = journal.saves.values()
  if (left === undefined) throw new Error('Nothing was left.')
  const error = { code: 'DISK_FULL', message: 'Full.', hint: 'Free space.', retryable: true } as const
  const failed = { ...left, id: 'failed', partPath: null, step: 'failed', error } as const
  journal.saves.set(id, { ...left, step: 'planned' })
  transfers = newTransfers()
  transfers.recover({ saves: [{ ...left, step: 'planned' }, failed] })
  expect(find(id)?.state).toBe('interrupted')
  expect(find('failed')).toMatchObject({ state: 'failed', error })
  connected = queue
  transfers.resumeConnection('local')
  await expectSaved(id)
  expect(find('failed')?.state).toBe('failed')
})

test('cancelling a paused save leaves nothing', async () => {
  const id = await pausedSave()
  transfers.cancel(id)
  expect((await transfers.finished(id)).transfer.state).toBe('cancelled')
  expect(await readdir(folder)).toEqual([])
  expect(journal.saves.size).toBe(0)
})
