import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Transfer } from '../../../shared/files/transfers.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { noJournal } from '../transfers/transfer-journal.ts'
import { MemoryUploadJournal } from '../testing/memory-upload-journal.ts'
import { startBench, until } from '../testing/test-bench.ts'
import type { TestBench } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'

let bench: TestBench
let queue: JobQueue
let folder: string
let journal: MemoryUploadJournal
let transfers: Transfers

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  queue = await bench.queue()
  folder = await mkdtemp(join(bench.servers.folder, 'control-'))
  journal = new MemoryUploadJournal()
  transfers = new Transfers({ journal: { ...noJournal, uploads: journal } })
})
afterEach(() => transfers.close())

async function submit(name: string, bytes: Uint8Array = Buffer.from(name)): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return transfers.submit({ queue, connectionId: 'local', path, name, fields: {}, bytesTotal: bytes.length })
}

function listed(): readonly Transfer[] {
  return transfers.snapshot().transfers
}

function find(id: string): Transfer | undefined {
  return listed().find((one) => one.id === id)
}

async function pendingCount(): Promise<number> {
  return (await queue.depths())['pending']?.visible ?? 0
}

/** Uses transfers without slots, so that everything waits. */
function withoutSlots(): void {
  transfers = new Transfers({ journal: { ...noJournal, uploads: journal }, smallSlots: 0, largeSlots: 0 })
}

test('a pause during the upload leaves no message, and a resume sends the whole file', async () => {
  const bytes = randomBytes(60_000_000)
  const id = await submit('large', bytes)
  await until(transfers, () => (find(id)?.bytesDone ?? 0) > 0)
  transfers.pause(id)
  expect(find(id)?.state).toBe('paused')
  expect(await pendingCount()).toBe(0)
  transfers.resume(id)
  expect(find(id)?.state).toBe('waiting')
  const { transfer } = await transfers.finished(id)
  expect(transfer.state).toBe('done')
  expect(journal.steps).toEqual(['planned', 'paused', 'planned', 'stored', 'sent'])
  expect((await buffer((await queue.retrieve('in', transfer.key ?? '')).stream)).equals(bytes)).toBe(true)
  expect(await pendingCount()).toBe(1)
})

test('the last of several quick pauses, resumes and cancels wins', async () => {
  const [kept, gone] = [await submit('kept', randomBytes(40_000_000)), await submit('gone')]
  for (let round = 0; round < 5; round += 1) {
    for (const id of [kept, gone]) transfers.pause(id)
    for (const id of [kept, gone]) transfers.resume(id)
  }
  transfers.pause(gone)
  transfers.cancel(gone)
  expect((await transfers.finished(kept)).transfer.state).toBe('done')
  expect((await transfers.finished(gone)).transfer.state).toBe('cancelled')
  expect((await queue.list('in')).objects).toHaveLength(1)
  expect(await pendingCount()).toBe(1)
})

test('all transfers are paused, and continue in the order that the user chose', async () => {
  withoutSlots()
  const ids = [await submit('a'), await submit('b'), await submit('c'), await submit('d')]
  await transfers.planned()
  await transfers.pauseAll()
  expect(transfers.snapshot().counts).toMatchObject({ paused: 4, waiting: 0 })
  const [a = '', b = '', c = '', d = ''] = ids
  transfers.move(d, 'top')
  transfers.move(a, 'down')
  transfers.move(c, 'up')
  transfers.move(d, 'up')
  expect(listed().map(({ name }) => name)).toEqual(['d', 'b', 'c', 'a'])
  transfers.move(b, 'bottom')
  expect(listed().map(({ name }) => name)).toEqual(['d', 'c', 'a', 'b'])
  await transfers.resumeAll()
  expect(transfers.snapshot().counts).toMatchObject({ paused: 0, waiting: 4 })
  expect(() => transfers.move('nobody', 'top')).toThrow(
    expect.objectContaining({ code: 'TRANSFER_NOT_FOUND' }),
  )
})

test('other work gets a turn while thousands of transfers are cancelled', async () => {
  withoutSlots()
  const path = join(folder, 'cat.jpg')
  await writeFile(path, 'x')
  const file = { queue, connectionId: 'local', path, name: 'cat.jpg', fields: {}, bytesTotal: 1 }
  for (let count = 0; count < 20_000; count += 1) transfers.submit(file)
  await transfers.planned()
  let turns = 0
  const countTurns = setInterval(() => {
    turns += 1
  }, 0)
  await transfers.cancelAll()
  clearInterval(countTurns)
  expect(turns).toBeGreaterThan(1)
  expect(transfers.snapshot().counts).toMatchObject({ waiting: 0, cancelled: 20_000 })
})

test('transfers start in the order that the user chose', async () => {
  transfers = new Transfers({ journal: { ...noJournal, uploads: journal }, smallSlots: 1 })
  const ids: string[] = []
  for (const name of ['a', 'b', 'c', 'd', 'e']) ids.push(await submit(name))
  // An upload waits for a slot only once it is planned. Until then, another one gets the slot.
  await transfers.planned()
  await transfers.pauseAll()
  transfers.move(ids[4] ?? '', 'top')
  const stored: string[] = []
  const { advance } = journal
  journal.advance = async (id, step) => {
    if (step === 'stored') stored.push(journal.plans.get(id)?.name ?? '')
    await advance.call(journal, id, step)
  }
  await transfers.resumeAll()
  await Promise.all(ids.map((id) => transfers.finished(id)))
  expect(stored).toEqual(['e', 'a', 'b', 'c', 'd'])
})

test('the next session lists a paused upload as paused and continues it when the user resumes it', async () => {
  withoutSlots()
  const id = await submit('cat.jpg')
  await transfers.planned()
  transfers.pause(id)
  await until(transfers, () => find(id)?.state === 'paused')
  await transfers.close()
  const plan = journal.plans.get(id)
  if (plan === undefined) throw new Error('It was not planned.')
  expect(journal.steps).toEqual(['planned', 'paused'])

  let connected: JobQueue | null = null
  transfers = new Transfers({
    journal: { ...noJournal, uploads: journal },
    connections: { queueOn: () => connected, circuitFor: () => null },
  })
  transfers.recover({ uploads: [{ ...plan, step: 'paused' }] })
  transfers.resumeConnection('local')
  expect(find(id)?.state).toBe('paused')
  transfers.resume(id)
  expect(find(id)?.state).toBe('interrupted')
  connected = queue
  transfers.resumeConnection('local')
  expect((await transfers.finished(id)).transfer).toMatchObject({ state: 'done', key: plan.key })
  expect(journal.steps).toEqual(['planned', 'paused', 'planned', 'stored', 'sent'])
})

test('all transfers can be cancelled and leave nothing, and failed ones are retried together', async () => {
  const large = await submit('large', randomBytes(40_000_000))
  await until(transfers, () => (find(large)?.bytesDone ?? 0) > 0)
  const paused = await submit('paused')
  transfers.pause(paused)
  await transfers.cancelAll()
  for (const id of [large, paused]) {
    expect((await transfers.finished(id)).transfer.state).toBe('cancelled')
  }
  expect((await queue.list('in')).objects).toEqual([])
  const missing = join(folder, 'missing')
  const request = { queue, connectionId: 'local', path: missing, fields: {}, bytesTotal: null }
  const ids = ['one', 'two'].map((name) => transfers.submit({ ...request, name }))
  for (const id of ids) expect((await transfers.finished(id)).transfer.state).toBe('failed')
  await writeFile(missing, 'here now')
  await transfers.retryAll()
  for (const id of ids) expect((await transfers.finished(id)).transfer.state).toBe('done')
  expect(await readFile(missing, 'utf8')).toBe('here now')
  expect(find(large)?.state).toBe('cancelled')
})

test('sends no message while the journal cannot record that its payload is stored', async () => {
  const { advance } = journal
  journal.advance = async (_, step) => {
    if (step === 'stored') throw new EngineError('DISK_FULL')
  }
  const id = await submit('cat.jpg')
  expect((await transfers.finished(id)).transfer).toMatchObject({
    state: 'stored',
    error: { code: 'DISK_FULL' },
  })
  expect(await pendingCount()).toBe(0)
  journal.advance = advance
  transfers.retry(id)
  expect((await transfers.finished(id)).transfer.state).toBe('done')
  expect(await pendingCount()).toBe(1)
  expect(journal.steps).toEqual(['planned', 'stored', 'sent'])
})

test('rejects a file that changes between plan and upload', async () => {
  const plan = journal.plan.bind(journal)
  journal.plan = async (upload) => {
    await plan(upload)
    journal.plan = plan
    await writeFile(upload.path, 'another cat')
  }
  const id = await submit('cat.jpg')
  expect((await transfers.finished(id)).transfer).toMatchObject({
    state: 'failed',
    error: { code: 'FILE_CHANGED' },
  })
  expect((await queue.list('in')).objects).toEqual([])
  transfers.retry(id)
  expect((await transfers.finished(id)).transfer).toMatchObject({ state: 'done', bytesTotal: 11 })
  expect(await pendingCount()).toBe(1)
})
