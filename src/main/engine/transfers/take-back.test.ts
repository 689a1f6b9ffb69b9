import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { groupOf } from '../../../shared/jobs/submit-group.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { MemoryUploadJournal } from '../testing/memory-upload-journal.ts'
import { startBench, until, type TestBench } from '../testing/test-bench.ts'
import { noJournal } from './transfer-journal.ts'
import { Transfers } from './transfers.ts'

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
  folder = await mkdtemp(join(bench.servers.folder, 'held-'))
  journal = new MemoryUploadJournal()
  transfers = open()
})
afterEach(() => transfers.close({ deadlineMs: 0 }))

function open(): Transfers {
  return new Transfers({
    journal: { ...noJournal, uploads: journal },
    connections: { queueOn: () => queue, circuitFor: () => null },
  })
}

const hour = 3_600_000

/** Submits small files as one group, with their messages held back for this time. */
async function drop(count: number, heldMs = hour) {
  const group = groupOf(randomUUID(), count, null)
  const sendsAt = Date.now() + heldMs
  const ids = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const path = join(folder, `${index}.txt`)
      await writeFile(path, `file ${index}`)
      const name = `${index}.txt`
      return transfers.submit({
        queue,
        connectionId: 'local',
        path,
        name,
        fields: {},
        bytesTotal: 6,
        group,
        sendsAt,
      })
    }),
  )
  return { ids, group, sendsAt }
}

const objects = async (): Promise<number> => (await queue.list('in')).objects.length
const waiting = async (): Promise<number> => (await queue.depths())['pending']?.visible ?? 0
const listed = () => transfers.snapshot().transfers
const storedAll = (count: number): Promise<unknown> =>
  expect.poll(() => journal.steps.filter((step) => step === 'stored').length, { timeout: 20_000 }).toBe(count)

test('stores the files at once, and sends their messages when their time has come', async () => {
  const { ids, sendsAt } = await drop(3, 5_000)
  await storedAll(3)
  expect(await objects()).toBe(3)
  expect(await waiting()).toBe(0)
  expect(listed().every((one) => one.sendsAt === sendsAt)).toBe(true)
  await Promise.all(ids.map((id) => transfers.finished(id)))
  expect(Date.now()).toBeGreaterThanOrEqual(sendsAt)
  expect(await waiting()).toBe(3)
  expect(listed().every((one) => one.sendsAt === null)).toBe(true)
})

test('more files than slots are all stored while their messages are held back', async () => {
  await drop(400)
  await storedAll(400)
  expect(await waiting()).toBe(0)
})

test('takes a drop back without sending a message or leaving an object', async () => {
  const { group } = await drop(20)
  await storedAll(20)
  expect(await transfers.takeBack(group?.id ?? '')).toEqual({ takenBack: 20, sent: 0 })
  expect(await objects()).toBe(0)
  expect(await waiting()).toBe(0)
  expect(new Set(listed().map(({ state }) => state))).toEqual(new Set(['cancelled']))
  expect(journal.unfinished()).toEqual([])
})

test('takes back an upload that is still running', async () => {
  transfers.setSpeedLimit(1_000_000)
  const path = join(folder, 'large')
  await writeFile(path, randomBytes(20_000_000))
  const given = { queue, connectionId: 'local', path, name: 'large', fields: {}, bytesTotal: null }
  const id = transfers.submit({ ...given, sendsAt: Date.now() + hour })
  await until(transfers, () => listed()[0]?.state === 'running')
  expect(await transfers.takeBack([id])).toEqual({ takenBack: 1, sent: 0 })
  expect(await objects()).toBe(0)
})

test('reports how many were already sent, and leaves them alone', async () => {
  const first = await drop(3, 0)
  await Promise.all(first.ids.map((id) => transfers.finished(id)))
  const second = await drop(2)
  await storedAll(5)
  expect(await transfers.takeBack([...first.ids, ...second.ids])).toEqual({ takenBack: 2, sent: 3 })
  expect(await waiting()).toBe(3)
  expect(await objects()).toBe(3)
})

test('files that were taken back can be submitted again', async () => {
  const { ids } = await drop(1)
  await storedAll(1)
  await transfers.takeBack(ids)
  transfers.retry(ids[0] ?? '')
  await storedAll(2)
  await transfers.close()
  expect(await waiting()).toBe(1)
})

test('sends held messages when the app quits', async () => {
  await drop(25)
  await storedAll(25)
  await transfers.close()
  expect(await waiting()).toBe(25)
  expect(journal.unfinished()).toEqual([])
})

test('the next launch sends messages that were held back before a crash, without waiting', async () => {
  const { group } = await drop(5)
  await storedAll(5)
  const unfinished = journal.unfinished()
  expect(unfinished.map((one) => one.group)).toEqual(Array.from({ length: 5 }, () => group))
  const crashed = transfers
  transfers = open()
  transfers.recover({ uploads: unfinished })
  await until(transfers, () => transfers.snapshot().counts.done === 5)
  expect(await waiting()).toBe(5)
  // The crashed session must not interfere.
  await crashed.takeBack(listed().map(({ id }) => id))
})

test('sends a message with its own delay', async () => {
  const path = join(folder, 'later.txt')
  await writeFile(path, 'later')
  const given = { queue, connectionId: 'local', path, name: 'later.txt', fields: {}, bytesTotal: null }
  await transfers.finished(transfers.submit({ ...given, delaySeconds: 900 }))
  expect((await queue.depths())['pending']).toMatchObject({ visible: 0, delayed: 1 })
})
