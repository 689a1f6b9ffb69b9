import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { JobRow, JobsView } from '../../shared/jobs/jobs.ts'
import type { Connections } from '../connections/connections.ts'
import { SettingsStore } from '../connections/stores/settings-store.ts'
import { Claims } from '../engine/claims/claims.ts'
import { RequestBudget } from '../engine/depths/request-budget.ts'
import type { JobQueue } from '../engine/job-queue/job-queue.ts'
import { ResultFinder } from '../engine/results/result-finder.ts'
import { Peer } from '../engine/testing/peer.ts'
import { testKeys } from '../engine/testing/servers.ts'
import { startBench, until, type TestBench } from '../engine/testing/test-bench.ts'
import { Transfers } from '../engine/transfers/transfers.ts'
import { defaultNamePattern } from '../../shared/jobs/name-pattern.ts'
import { jobFolder, patternName } from '../ipc/files/payload-target.ts'
import { Ledger } from '../ledger/ledger.ts'
import { workerUrl } from '../ledger/testing/worker-url.ts'
import { wireJobs } from './wire-jobs.ts'

const connectionId = 'local'

let bench: TestBench
let folder: string
let namePattern: string
let saveFolder: string
let settings: SettingsStore
let ledger: Ledger
let queue: JobQueue
let peer: Peer
let transfers: Transfers
let claims: Claims
let finder: ResultFinder
let jobs: ReturnType<typeof wireJobs>
let opened: string[]
let shown: string[]

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-wire-jobs-'))
  saveFolder = await mkdtemp(join(folder, 'saved-'))
  settings = (await SettingsStore.open(join(folder, 'settings.json'))).store
  ;({ ledger } = await Ledger.open(join(folder, 'ledger.sqlite'), { workerUrl }))
  queue = await bench.queue('single')
  const { s3Endpoint, sqsEndpoint } = bench.servers
  const { name } = queue.config
  peer = new Peer({ name, layout: 'single', s3Endpoint, sqsEndpoint, keys: testKeys })
  // The code under test uses only these two functions.
  const connections = {
    queueOn: (id: string, queueName: string) => (id === connectionId && queueName === name ? queue : null),
    circuitFor: () => null,
  } as unknown as Connections
  transfers = new Transfers({ journal: ledger.transfers, connections })
  claims = new Claims({ transfers, journal: ledger.claims, connections })
  namePattern = defaultNamePattern
  opened = []
  shown = []
  jobs = wireJobs({
    store: ledger.jobs,
    transfers,
    claims,
    connections,
    desktop: {
      openFile: async (path) => opened.push(path) > 0,
      showInFolder: (path) => void shown.push(path),
    },
    folderOf: (info) => jobFolder({ settings, saveFolder: () => saveFolder }, info),
    nameOf: (info) => patternName(namePattern, info),
    onError: (error) => {
      throw error
    },
  })
  const budget = new RequestBudget(10_000)
  finder = new ResultFinder({ store: ledger.jobs, connections, budgetOf: () => budget })
  finder.setQueues([name], connectionId)
})

afterEach(async () => {
  jobs.close()
  finder.close()
  await finder.settled()
  await claims.close()
  await transfers.close()
  await ledger.close()
  peer.close()
  await rm(folder, { recursive: true })
})

function view(change: Partial<JobsView> = {}): JobsView {
  return {
    scope: { connectionId, queue: queue.config.name },
    filter: 'all',
    text: '',
    from: null,
    to: null,
    group: null,
    sort: { by: 'age', descending: true },
    expanded: [],
    ...change,
  }
}

/** Submits a file. Returns its job once the message is sent. */
async function submit(name: string, text = name): Promise<JobRow> {
  const path = join(folder, name)
  await writeFile(path, text)
  const id = transfers.submit({ path, name, bytesTotal: text.length, fields: {}, queue, connectionId })
  await transfers.outcomeOf(id)
  return row(({ fileName, state }) => fileName === name && state === 'queued')
}

/** Submits a file whose message is held back for a minute. */
async function hold(name: string): Promise<JobRow> {
  const path = join(folder, name)
  await writeFile(path, 'text')
  const sendsAt = Date.now() + 60_000
  const id = transfers.submit({ path, name, bytesTotal: 4, fields: {}, queue, connectionId, sendsAt })
  await until(transfers, () => transfers.find(id)?.state === 'queueing')
  return row(({ fileName }) => fileName === name)
}

async function rows(change: Partial<JobsView> = {}): Promise<JobRow[]> {
  const { entries } = await jobs.list.watch({ watchId: 1, view: view(change), offset: 0, limit: 200 })
  return entries.filter((entry) => entry.kind === 'job')
}

async function row(isIt: (job: JobRow) => boolean): Promise<JobRow> {
  for (;;) {
    const found = (await rows()).find(isIt)
    if (found !== undefined) return found
    await until(ledger.jobs, once())
  }
}

/** False on the first call, then true. */
function once(): () => boolean {
  let calls = 0
  return () => (calls += 1) > 1
}

/** Stores results like a worker of remotejob 2.x that completes the job. */
async function answer(job: JobRow, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, body] of Object.entries(files)) {
    await peer.store('out', { key: `${job.messageId ?? ''}-${name}`, body })
  }
}

const some = (...ids: number[]) => ({ kind: 'some' as const, ids })
const noChanges = { changes: null, queue: null, delaySeconds: 0 }

describe('a submitted job', () => {
  it('is in the list from its plan to its result, and the counts follow', async () => {
    const job = await submit('photo.png')
    expect(job).toMatchObject({ name: 'photo.png', state: 'queued', size: 9, transfer: null, sendsAt: null })
    await answer(job, { 'thumb.png': 'small', output: 'text' })
    await finder.search(queue.config.name)
    const [found] = await rows()
    expect(found).toMatchObject({ state: 'result', results: { found: 2, new: 2, saved: 0 } })
    const { queues } = await jobs.counts.read()
    expect(queues).toHaveLength(1)
    expect(queues[0]?.counts).toMatchObject({ result: 1, queued: 0 })
    const detail = await jobs.list.describe(job.id)
    expect(detail?.hasFile).toBe(true)
    expect(detail?.fields).toMatchObject({ filename: 'photo.png' })
    expect(detail?.results.map(({ name, size }) => [name, size])).toEqual(
      expect.arrayContaining([
        ['thumb.png', 5],
        ['output', 4],
      ]),
    )
    const stored = detail?.events.find(({ what }) => what === 'stored')
    expect(stored?.detail).toMatch(/^9 B in [\d.]+ s$/)
  })

  it('shows its upload and its failure with the reason', async () => {
    const path = join(folder, 'gone.txt')
    const id = transfers.submit({ path, name: 'gone.txt', bytesTotal: 4, fields: {}, queue, connectionId })
    await transfers.planned()
    await transfers.outcomeOf(id)
    expect(await rows()).toEqual([])
    await writeFile(path, 'text')
    transfers.retry(id)
    await transfers.outcomeOf(id)
    expect(await rows()).toMatchObject([{ fileName: 'gone.txt', state: 'queued' }])
  })
})

describe('results', () => {
  it('are saved into the save folder, with their progress and location', async () => {
    const job = await submit('scan_1.png')
    await answer(job, { 'text.txt': 'words', output: 'more' })
    await finder.search(queue.config.name)
    expect(await jobs.actions.saveResults(some(job.id))).toEqual({ done: 1, failed: [], moreFailed: 0 })
    const saved = await row(({ results }) => results.saved === 2)
    expect(saved).toMatchObject({ state: 'finished', results: { found: 2, new: 0, saved: 2 } })
    expect((await readdir(saveFolder)).toSorted()).toEqual(['scan_1-output', 'text.txt'])
    expect(await readFile(join(saveFolder, 'text.txt'), 'utf8')).toBe('words')
    const detail = await jobs.list.describe(job.id)
    expect(detail?.results.map((result) => result.saved?.folder)).toEqual([saveFolder, saveFolder])
    await jobs.actions.showResults(job.id)
    expect(shown).toHaveLength(1)
    // A file that already exists is not saved again.
    await jobs.actions.saveResults(some(job.id))
    expect(await readdir(saveFolder)).toHaveLength(2)
  })

  it("are saved into their job's folder, like its payload, if the user wants a folder for each job", async () => {
    await settings.change({ savesInFolders: true })
    const job = await submit('scan_1.png')
    await answer(job, { 'text.txt': 'words', 'more.txt': 'more' })
    await finder.search(queue.config.name)
    await jobs.actions.openResults(job.id, null)
    const own = await jobFolder(
      { settings, saveFolder: () => saveFolder },
      { fileName: 'scan_1.png', jobId: job.messageId ?? '', path: null },
    )
    expect(own).toBe(join(saveFolder, `scan_1-${job.messageId}`))
    expect(await readdir(saveFolder)).toEqual([basename(own)])
    expect((await readdir(own)).toSorted()).toEqual(['more.txt', 'text.txt'])
  })

  it('are named by the pattern in the settings', async () => {
    namePattern = '{name}-{id}.{ext}'
    const job = await submit('scan_1.png')
    await answer(job, { 'text.txt': 'words' })
    await finder.search(queue.config.name)
    await jobs.actions.saveResults(some(job.id))
    await row(({ results }) => results.saved === 1)
    expect(await readdir(saveFolder)).toEqual([`text-${job.messageId}.txt`])
    const [path = ''] = await jobs.actions.savedFiles(job.id, null)
    expect(await readFile(path, 'utf8')).toBe('words')
  })

  it('of several jobs are named after their jobs', async () => {
    const all = [await submit('a.png'), await submit('b.png')]
    for (const job of all) await answer(job, { 'thumb.png': job.name })
    await finder.search(queue.config.name)
    const outcome = await jobs.actions.saveResults({
      kind: 'all',
      view: view({ filter: 'results' }),
      except: [],
    })
    expect(outcome).toMatchObject({ done: 2, failed: [] })
    for (const { id } of all) await row((job) => job.id === id && job.results.saved === 1)
    expect((await readdir(saveFolder)).toSorted()).toEqual(['a-thumb.png', 'b-thumb.png'])
  })

  it('are opened once they are saved, except files that could run something', async () => {
    const job = await submit('scan.png')
    await answer(job, { 'text.txt': 'words', 'run.sh': 'echo', report: '#!/bin/sh\necho' })
    await finder.search(queue.config.name)
    const outcome = await jobs.actions.openResults(job.id, null)
    expect(outcome.opened).toBe(1)
    expect(outcome.shownInFolder.toSorted()).toEqual(['run.sh', 'scan-report'])
    expect(opened).toEqual([join(saveFolder, 'text.txt')])
    expect(shown).toHaveLength(1)
    const detail = await jobs.list.describe(job.id)
    expect(detail?.results.every(({ openedAt }) => openedAt !== null)).toBe(true)
  })

  it('are no longer new once the user marks them as seen, until that is undone', async () => {
    const job = await submit('seen.png')
    await answer(job, { output: 'text' })
    await finder.search(queue.config.name)
    const { done, undoId } = await jobs.seen.mark(some(job.id))
    expect(done).toBe(1)
    expect(await rows()).toMatchObject([{ state: 'finished', results: { found: 1, new: 0 } }])
    // No result is new now, so a second mark has nothing to undo.
    expect(await jobs.seen.mark(some(job.id))).toMatchObject({ undoId: null })
    await jobs.seen.undo(undoId ?? '')
    expect(await rows()).toMatchObject([{ state: 'result', results: { found: 1, new: 1 } }])
  })

  it('that are missing fail only their own job', async () => {
    const [one, other] = [await submit('one.png'), await submit('other.png')]
    await answer(one, { output: 'text' })
    await finder.search(queue.config.name)
    const outcome = await jobs.actions.saveResults(some(one.id, other.id, 999))
    expect(outcome.done).toBe(1)
    expect(outcome.failed.map(({ id, error }) => [id, error.message])).toEqual([
      [999, 'This job is no longer in the list.'],
      [other.id, 'This job has no results yet.'],
    ])
    await row(({ results }) => results.saved === 1)
  })
})

describe('submit again', () => {
  it('copies the payload inside S3 as a new, linked job with a new name and new fields', async () => {
    const job = await submit('photo.png', 'pixels')
    await rm(join(folder, 'photo.png'))
    const changes = { name: 'better', fields: { size: 'large' } }
    const outcome = await jobs.actions.submitAgain(some(job.id), { ...noChanges, changes })
    expect(outcome).toMatchObject({ done: 1, failed: [] })
    const again = await row(({ id, state }) => id !== job.id && state === 'queued')
    expect(again.key).not.toBe(job.key)
    expect(again.messageId).not.toBe(job.messageId)
    expect(again.name).toBe('better')
    const [oldDetail, newDetail] = [await jobs.list.describe(job.id), await jobs.list.describe(again.id)]
    expect(oldDetail?.again).toMatchObject([{ id: again.id }])
    expect(newDetail?.from).toMatchObject({ id: job.id, messageId: job.messageId })
    const received = [await peer.next(), await peer.next()].find(({ key }) => key === again.key)
    expect(received).toMatchObject({ name: 'better', filename: 'photo.png', size: 'large' })
    expect(received === undefined ? '' : await peer.read(received)).toBe('pixels')
  })

  it('uploads the file if the payload was deleted, and reports if both are gone', async () => {
    const [kept, lost] = [await submit('kept.txt', 'text'), await submit('lost.txt')]
    for (const { key } of [kept, lost]) await queue.remove('in', key ?? '')
    await rm(join(folder, 'lost.txt'))
    const outcome = await jobs.actions.submitAgain(some(kept.id, lost.id), noChanges)
    expect(outcome.done).toBe(1)
    expect(outcome.failed).toMatchObject([{ id: lost.id, error: { code: 'FILE_NOT_FOUND' } }])
    const again = await row(
      ({ id, fileName, state }) => id > lost.id && fileName === 'kept.txt' && state === 'queued',
    )
    expect((await queue.describeObject('in', again.key ?? '')).size).toBe(4)
  })
})

describe('other actions', () => {
  it('take back a job whose message is held back, but not one that was sent', async () => {
    const sent = await submit('sent.txt')
    const held = await hold('held.txt')
    expect(held).toMatchObject({ state: 'uploading', transfer: { kind: 'submit' } })
    expect(held.sendsAt).toBeGreaterThan(Date.now())
    const outcome = await jobs.actions.takeBack(some(held.id, sent.id))
    expect(outcome.done).toBe(1)
    expect(outcome.failed).toMatchObject([
      { id: sent.id, error: { message: 'Its message has already been sent.' } },
    ])
    await row(({ id, state }) => id === held.id && state === 'withdrawn')
    const { objects } = await queue.list('in')
    expect(objects.map(({ key }) => key)).toEqual([sent.key])
  })

  it('do not remove a job that is still being uploaded', async () => {
    const [ended, waiting] = [await submit('ended.txt'), await hold('waiting.txt')]
    await answer(ended, { output: 'text' })
    await finder.search(queue.config.name)
    await jobs.seen.mark(some(ended.id))
    const outcome = await jobs.actions.forget(some(ended.id, waiting.id))
    expect(outcome).toMatchObject({ done: 1, failed: [{ id: waiting.id }] })
    expect(await rows()).toMatchObject([{ id: waiting.id }])
  })

  it("show a job's file", async () => {
    const job = await submit('here.txt')
    await jobs.actions.showFile(job.id)
    expect(shown).toEqual([join(folder, 'here.txt')])
    await rm(join(folder, 'here.txt'))
    await expect(jobs.actions.showFile(job.id)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  })

  it('retry only jobs that need it', async () => {
    const job = await submit('fine.txt')
    expect(await jobs.actions.retry(some(job.id))).toMatchObject({
      done: 0,
      failed: [{ error: { message: 'There is nothing to retry.' } }],
    })
    // In a selection of several jobs, those that need no retry are left out.
    const other = await submit('fine too.txt')
    expect(await jobs.actions.retry(some(job.id, other.id))).toEqual({
      done: 0,
      failed: [],
      moreFailed: 0,
      leftOut: 2,
    })
  })
})
