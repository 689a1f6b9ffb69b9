import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { openDatabase } from '../../src/main/ledger/worker/database.ts'
import { Ledger } from '../../src/main/ledger/ledger.ts'
import { SearchIndex } from '../../src/main/ledger/worker/search-index.ts'
import { Tables } from '../../src/main/ledger/worker/tables.ts'
import type { JobsView } from '../../src/shared/jobs/jobs.ts'

/** Times of a ledger with many jobs: medians in milliseconds, unless a field says otherwise. */
export interface LedgerTimes {
  readonly jobs: number
  /** Seconds to create the database and its search index. */
  readonly buildSeconds: number
  readonly megabytes: number
  /** From the call to the result, including the start of the thread. */
  readonly openMs: number
  /** The first page of each list after choosing its filter or order: the 95th percentile. */
  readonly firstPageMs: number
  /** The first page while the user types a text: the 95th percentile. */
  readonly typingMs: number
  /** A page at any offset of a list: the 95th percentile. */
  readonly scrollMs: number
  /** The CPU time of the caller's thread for recording a job's three steps, in microseconds. */
  readonly stepsMicroseconds: number
}

/** The built script, as in the app. From source, Node would first have to strip the types. */
const builtWorker = new URL('../../out/main/ledger-worker.js', import.meta.url)
const workerUrl = existsSync(builtWorker)
  ? builtWorker
  : new URL('../../src/main/ledger/worker/ledger-worker.ts', import.meta.url)
const words =
  'report invoice scan render cat dog holiday budget photo draft final music video lecture thesis map'
const states = ['sent', 'acknowledged', 'acknowledged', 'sent', 'completed', 'saved', 'sent', 'released']
const firstDay = Date.UTC(2025, 0, 1)
/** The time between two jobs. */
export const stepMs = 30_000

/** Creates a ledger with `jobs` jobs in a temporary folder and measures it. */
export async function measureLedger(jobs = 1_000_000): Promise<LedgerTimes> {
  const folder = await mkdtemp(join(tmpdir(), 'remotejob-ledger-bench-'))
  const path = join(folder, 'ledger.sqlite')
  try {
    const start = performance.now()
    const megabytes = buildLedger(path, jobs)
    const buildSeconds = (performance.now() - start) / 1_000
    const opens: number[] = []
    for (let round = 0; round < 7; round += 1) {
      const began = performance.now()
      const { ledger } = await Ledger.open(path, { workerUrl, retention })
      opens.push(performance.now() - began)
      await ledger.close()
    }
    const { ledger } = await Ledger.open(path, { workerUrl, retention })
    const lists = await timeLists(ledger)
    const stepsMicroseconds = await timeSteps(ledger)
    await ledger.close()
    return {
      jobs,
      buildSeconds,
      megabytes,
      openMs: median(opens),
      ...lists,
      stepsMicroseconds,
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

const retention = { keepDays: null, maxJobs: 10_000_000 } as const

/**
 * Creates a ledger with `jobs` jobs and its search index, and returns its size in megabytes. The first job was
 * submitted at `first`.
 */
export function buildLedger(path: string, jobs: number, first = firstDay): number {
  const { connection } = openDatabase(path)
  // This database need not survive a crash, and an index built in large pieces needs no merging.
  connection.execute('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000')
  connection.execute("INSERT INTO search (search, rank) VALUES ('hashsize', 67108864)")
  connection.execute("INSERT INTO places VALUES (1, 'local', 'demo')")
  const put = connection.prepare(
    `INSERT INTO jobs (id, place_id, direction, key, key_hash, message_id, message_hash, name, file_name, size, state,
       created_at, planned_at, stored_at, sent_at) VALUES (?, 1, 'in', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const names = words.split(' ')
  const word = (index: number): string => names[index % names.length] ?? ''
  connection.transaction(() => {
    for (let id = 1; id <= jobs; id += 1) {
      const [key, message, at] = [randomUUID(), randomUUID(), first + id * stepMs]
      const name = `${word(id)} ${word((id >> 4) * 7 + id)} ${id}`
      const state = id % 100_000 === 7 ? 'failed' : (states[id % states.length] ?? 'sent')
      const hashes = [crc32(key), crc32(message)] as const
      put.run(id, key, hashes[0], message, hashes[1], name, `${name}.jpg`, id, state, at, at, at, at)
    }
  })
  const tables = new Tables(connection)
  connection.prepare('INSERT INTO refill VALUES (?)').run(jobs)
  while (tables.transaction(() => tables.refill.listNext(50_000)) > 0) tables.tally.takeChanged()
  const index = new SearchIndex(connection)
  while (index.indexNext(250_000) > 0);
  connection.execute("INSERT INTO search (search, rank) VALUES ('hashsize', 1048576)")
  connection.execute('PRAGMA journal_mode = WAL')
  const pages = Number(connection.prepare('PRAGMA page_count').first()?.[0])
  const pageSize = Number(connection.prepare('PRAGMA page_size').first()?.[0])
  connection.close()
  return Math.round((pages * pageSize) / 1e6)
}

const everything: JobsView = {
  scope: {
    connectionId: null,
    queue: null,
  },
  filter: 'all',
  text: '',
  from: null,
  to: null,
  group: null,
  sort: {
    by: 'age',
    descending: true,
  },
  expanded: [],
}

/** Times the list of jobs as a user would go through it. */
async function timeLists(
  ledger: Ledger,
): Promise<Pick<LedgerTimes, 'firstPageMs' | 'typingMs' | 'scrollMs'>> {
  const time = async (view: JobsView, offset: number, times: number[]): Promise<number> => {
    const start = performance.now()
    const { total } = await ledger.jobs.window(view, offset, 100)
    times.push(performance.now() - start)
    return total
  }
  // The first list after launch is searched to its end.
  await new Promise<void>((resolve) => {
    const stop = ledger.jobs.onChange(() => {
      stop()
      resolve()
    })
    void ledger.jobs.window(everything, 0, 100)
  })
  const [first, typing, scroll]: [number[], number[], number[]] = [[], [], []]
  const queue = { ...everything, scope: { connectionId: 'local', queue: 'demo' } }
  const filters = ['all', 'needs-you', 'queued', 'finished', 'dead'] as const
  const views = filters.flatMap((filter) => [
    { ...everything, filter },
    { ...queue, filter },
  ])
  const orders = (['name', 'size', 'state', 'results'] as const).flatMap((by) =>
    [true, false].map((descending) => ({ ...queue, sort: { by, descending } })),
  )
  for (const view of [...views, ...orders]) {
    const total = await time(view, 0, first)
    for (let step = 0; step < 20; step += 1) {
      await time(view, Math.max(0, Math.floor(((step * 7) % 20) * (total / 20)) - 100), scroll)
    }
  }
  for (const text of ['invoice 1234', 'cat budget', 'zq7', 'holiday.jpg']) {
    for (let length = 1; length <= text.length; length += 1) {
      await time({ ...queue, text: text.slice(0, length) }, 0, typing)
    }
  }
  return { firstPageMs: p95(first), typingMs: p95(typing), scrollMs: p95(scroll) }
}

function p95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN
}

async function timeSteps(ledger: Ledger): Promise<number> {
  const { uploads } = ledger.transfers
  const jobs = 1_000
  const costs: number[] = []
  for (let round = 0; round < 5; round += 1) {
    const ids = Array.from({ length: jobs }, () => randomUUID())
    const start = process.threadCpuUsage()
    await Promise.all(ids.map((id) => uploads.plan(upload(id))))
    let next = 0
    const lane = async (): Promise<void> => {
      for (let id = ids[next++]; id !== undefined; id = ids[next++]) {
        await uploads.advance(id, 'stored')
        await uploads.advance(id, 'sent', { jobId: id })
      }
    }
    await Promise.all(Array.from({ length: 32 }, lane))
    const { user, system } = process.threadCpuUsage(start)
    costs.push((user + system) / jobs)
  }
  return median(costs)
}

function upload(id: string): Parameters<Ledger['transfers']['uploads']['plan']>[0] {
  return {
    id,
    kind: 'submit',
    connectionId: 'local',
    queue: 'demo',
    direction: 'in',
    path: `/home/me/pictures/${id}.jpg`,
    size: 10_240,
    mtimeMs: 1.5,
    ino: 2,
    name: `Picture ${id}`,
    fields: {},
    key: randomUUID(),
    createdAt: Date.now(),
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}

if (process.argv[1] === import.meta.filename) {
  console.log(await measureLedger(Number(process.argv[2] ?? 1_000_000)))
}
