import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { JobQueue } from '../job-queue/job-queue.ts'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { noJournal } from '../transfers/transfer-journal.ts'
import type { UploadStep, PlannedUpload } from '../transfers/transfer-journal.ts'
import { MemoryUploadJournal } from '../testing/memory-upload-journal.ts'
import { startBench } from '../testing/test-bench.ts'
import type { TestBench } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'

/** Few enough to be planned in one batch. */
const count = 250
let bench: TestBench
let s3: ScriptedProxy
let sqs: ScriptedProxy

beforeAll(async () => {
  bench = await startBench()
  s3 = await startScriptedProxy(bench.servers.s3Endpoint)
  sqs = await startScriptedProxy(bench.servers.sqsEndpoint)
})
afterAll(async () => {
  await Promise.all([s3.stop(), sqs.stop()])
  await bench.stop()
})

/** Counts the turns of the event loop in which plans were recorded, and the requests before them. */
class CountingNotes extends MemoryUploadJournal {
  turns = 0
  putsBefore = 0
  #sameTurn = false
  readonly byId = new Map<string, UploadStep[]>()

  override async plan(upload: PlannedUpload): Promise<void> {
    await super.plan(upload)
    this.putsBefore = Math.max(this.putsBefore, puts())
    if (this.#sameTurn) return
    this.#sameTurn = true
    this.turns += 1
    setImmediate(() => {
      this.#sameTurn = false
    })
  }

  override async advance(id: string, step: UploadStep): Promise<void> {
    await super.advance(id, step)
    this.byId.set(id, [...(this.byId.get(id) ?? []), step])
  }
}

function puts(): number {
  return s3.requests.filter((line) => line.startsWith('PUT')).length
}

test('plans many files in one turn before anything moves, and sends their messages in batches', async () => {
  const { config } = await bench.queue()
  const clients = bench.servers.clients({ s3Endpoint: s3.endpoint, sqsEndpoint: sqs.endpoint })
  const queue = new JobQueue({ config, clients })
  const folder = await mkdtemp(join(bench.servers.folder, 'scale-'))
  const paths = Array.from({ length: count }, (_, index) => join(folder, `${index}.txt`))
  for (const path of paths) await writeFile(path, path)
  const journal = new CountingNotes()
  const transfers = new Transfers({ journal: { ...noJournal, uploads: journal } })
  const of = { queue, connectionId: 'local', fields: {}, bytesTotal: null }
  const ids = paths.map((path, index) => transfers.submit({ ...of, path, name: `${index}` }))
  await transfers.planned()
  expect(journal.plans.size).toBe(count)
  expect(journal.turns).toBe(1)
  expect(journal.putsBefore).toBe(0)
  let fastest = 0
  transfers.onChange(() => {
    fastest = Math.max(fastest, transfers.snapshot().bytesPerSecond)
  })
  const ends = await Promise.all(ids.map((id) => transfers.finished(id)))
  expect(new Set(ends.map(({ transfer }) => transfer.state))).toEqual(new Set(['done']))
  expect(new Set(ends.map(({ transfer }) => transfer.jobId)).size).toBe(count)
  expect(new Set([...journal.byId.values()].map((steps) => steps.join()))).toEqual(new Set(['stored,sent']))
  expect(fastest).toBeGreaterThan(0)
  expect(transfers.snapshot().bytesPerSecond).toBe(0)
  expect(puts()).toBe(count)
  expect(s3.requests.filter((line) => line.startsWith('HEAD'))).toEqual([])
  expect(sqs.requests.length).toBeLessThan(count / 2)
  expect((await queue.depths())['pending']?.visible).toBe(count)
  await transfers.close()
})
