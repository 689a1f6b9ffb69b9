import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { statesOfFilter, type JobFilter, type JobState } from '../../../../shared/jobs/job-state.ts'
import type { JobsView } from '../../../../shared/jobs/jobs.ts'
import { comparableText } from '../../../../shared/texts/comparable-text.ts'
import { anUpload, aView } from '../../testing/records.ts'
import { openDatabase } from '../database.ts'
import { statesByNumber } from '../state-numbers.ts'
import { Tables } from '../tables.ts'
import { JobLists } from './job-lists.ts'

/** Enough for several blocks of names and several slices of columns. */
const jobs = 9_000
const words = ['report', 'Invoice', 'scan', 'ÄRGER', 'a\u0308rger', 'zq', '100%', 'a_b', 'ΟΔΟΣ', 'x\ny', '猫']
const steps = ['sent', 'acknowledged', 'completed', 'failed', 'released', 'lost', 'cancelled']

let folder: string
let tables: Tables

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-every-list-'))
  tables = new Tables(openDatabase(join(folder, 'ledger.sqlite')).connection)
  const { connection } = tables
  connection.execute("INSERT INTO places VALUES (1, 'local', 'demo'), (2, 'local', 'other')")
  const put = connection.prepare(
    `INSERT INTO jobs (id, place_id, direction, key, key_hash, message_id, message_hash, name, file_name, size, state,
       created_at, sent_at) VALUES (?, ?, 'in', ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
  )
  connection.transaction(() => {
    // Some ids are missing.
    for (let id = 50; id < 50 + jobs; id += id % 97 === 0 ? 3 : 1) {
      const key = id % 31 === 0 ? `invoice/2026/${id}` : id % 37 === 0 ? `İnbox/ﬁle ${id}` : randomUUID()
      const message = randomUUID()
      const name = `${words[id % words.length]} ${words[(id * 7) % 5]} ${(id * 7_919) % 1_000}`
      const fileName = id % 3 === 0 ? `IMG ${id}.png` : `${name}.jpg`
      const size = id % 13 === 0 ? null : (id * 48_271) % 5_000_000_000
      const step = steps[(id * 31) % 41] ?? 'sent'
      put.run(id, 1 + (id % 2), key, crc32(key), message, crc32(message), name, fileName, size, step, id * 10)
    }
  })
  connection.prepare('INSERT INTO refill VALUES (?)').run(50 + jobs)
  while (tables.transaction(() => tables.refill.listNext(5_000)) > 0);
  connection.execute('UPDATE listed_jobs SET results = id % 4, new_results = (id % 7) / 5')
  while (tables.index.indexNext(5_000) > 0);
  tables.tally.takeChanged()
}, 60_000)
afterAll(async () => {
  tables.connection.close()
  await rm(folder, { recursive: true })
})

interface PlainJob {
  readonly id: number
  readonly queue: number
  readonly state: JobState
  readonly createdAt: number
  readonly size: number
  readonly rank: number
  readonly name: string
  readonly names: string
  readonly keys: string
}

const stateOrder = 'failed lost dead mine result uploading queued finished withdrawn'.split(' ')

let known: readonly PlainJob[] | null = null

function allJobs(): readonly PlainJob[] {
  known ??= tables.connection
    .prepare(
      `SELECT jobs.id, listed_jobs.place_id, listed_jobs.state, listed_jobs.created_at, listed_jobs.size,
         new_results * 256 + results, name, file_name, key, message_id
       FROM jobs JOIN listed_jobs ON listed_jobs.id = jobs.id`,
    )
    .all()
    .map(([id, queue, state, createdAt, size, rank, name, fileName, key, messageId]): PlainJob => ({
      id: Number(id),
      queue: Number(queue),
      state: statesByNumber.get(Number(state)) ?? 'queued',
      createdAt: Number(createdAt),
      size: size === null ? -1 : Number(size),
      rank: Number(rank),
      name: String(name),
      names: comparableText(`${String(name)}\n${String(fileName)}`),
      keys: comparableText(`${String(key)}\n${String(messageId)}`),
    }))
  return known
}

/** Returns a list's ids in the simplest way: filters all jobs and sorts them. */
function expectedIds(view: JobsView): number[] {
  const shown = statesOfFilter[view.filter]
  const { queue } = view.scope
  const matching = allJobs().filter(
    (job) =>
      (shown === null || shown.includes(job.state)) &&
      (queue === null || job.queue === (queue === 'demo' ? 1 : 2)) &&
      job.createdAt >= (view.from ?? 0) &&
      job.createdAt < (view.to ?? Infinity) &&
      (view.sizes === undefined ||
        (job.size >= (view.sizes.from ?? 0) && job.size < (view.sizes.to ?? Infinity))) &&
      view.text
        .split(/\s+/u)
        .filter((word) => word !== '')
        .every((word) => {
          const spelling = comparableText(word)
          const isShort = Array.from(spelling).length < 6
          return job.names.includes(spelling) || (!isShort && job.keys.includes(spelling))
        }),
  )
  const { by, descending } = view.sort
  const sign = descending ? -1 : 1
  const order = (a: PlainJob, b: PlainJob): number => {
    if (by === 'age') return sign * (a.id - b.id)
    if (by === 'state')
      return sign * (stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state)) || b.id - a.id
    if (by === 'results') return sign * (a.rank - b.rank) || b.id - a.id
    if (by === 'size') return sign * (a.size - b.size || a.id - b.id)
    return sign * (Buffer.compare(nocase(a.name), nocase(b.name)) || a.id - b.id)
  }
  return matching.toSorted(order).map(({ id }) => id)
}

/** Like SQLite's collation. */
function nocase(text: string): Buffer {
  return Buffer.from(text.replaceAll(/[A-Z]/gu, (letter) => letter.toLowerCase()))
}

const filters: readonly JobFilter[] = ['all', 'needs-you', 'queued', 'finished', 'dead', 'uploading']
const text = fc.oneof(
  fc.constant(''),
  fc
    .array(fc.constantFrom(...words, 'e', 'z', 'invoic', '2026/1', 'report 1', '.jpg', '9', 'IMG'), {
      minLength: 1,
      maxLength: 2,
    })
    .map((parts) => parts.join(' ')),
  fc.constantFrom(
    'invoice/2026/1',
    'no such thing',
    'key-ne',
    'key-new',
    'key-new again',
    'ärger',
    'οδος',
    'inbox/file',
    'İNBOX/ﬁle 1',
    'ＲＥＰＯＲＴ',
    'ab',
    'img 1',
    '%',
    '_',
    '猫 scan',
  ),
)
const view: fc.Arbitrary<JobsView> = fc.record({
  scope: fc.constantFrom(
    { connectionId: null, queue: null },
    { connectionId: 'local', queue: 'demo' },
    { connectionId: 'local', queue: 'other' },
  ),
  filter: fc.constantFrom(...filters),
  text,
  from: fc.constantFrom(null, null, 30_000),
  to: fc.constantFrom(null, null, 70_000),
  group: fc.constant(null),
  sort: fc.record({
    by: fc.constantFrom('age', 'name', 'size', 'state', 'results'),
    descending: fc.boolean(),
  }),
  expanded: fc.constant([]),
})

/** Reads a list in steps, as the page does. `between` runs between two of them. */
function read(lists: JobLists, shown: JobsView, between: () => void): number[] {
  for (let count = 0; count < 1_000; count += 1) {
    const { ids, isComplete } = lists.order(shown)
    if (isComplete) return [...ids]
    between()
  }
  throw new Error('The list was not completed.')
}

test('a list equals all jobs filtered and sorted in the simplest way', () => {
  const kept = new JobLists(tables, 0)
  fc.assert(
    fc.property(view, fc.boolean(), fc.integer({ min: 0, max: 5 }), (shown, isNew, prepared) => {
      const lists = isNew ? new JobLists(tables, 0) : kept
      for (let step = 0; step < prepared; step += 1) lists.prepare()
      expect(read(lists, shown, () => {})).toEqual(expectedIds(shown))
    }),
    { numRuns: 100 },
  )
})

test('every certain page has the right jobs, even before the list is complete', () => {
  fc.assert(
    fc.property(view, fc.nat({ max: 400 }), fc.boolean(), (shown, offset, isUrgent) => {
      const plain = shown.filter === 'all' && shown.text === '' && shown.sort.by === 'age'
      if (plain) return
      const lists = new JobLists(tables, 0)
      const right = expectedIds(shown)
      for (let step = 0; step < 1_000; step += 1) {
        const part = lists.window(shown, { offset, limit: 20, isUrgent })
        // Like the ledger, which searches the rest once the page is shown.
        if (part.isCertain) lists.window(shown, { offset: 0, limit: 0, isUrgent: false })
        if (!part.isCertain) continue
        expect(part.total).toBe(part.isComplete ? right.length : part.total)
        expect(part.entries.map((entry) => (entry.kind === 'job' ? entry.job.id : 0))).toEqual(
          right.slice(offset, offset + 20),
        )
        if (part.isComplete) return
      }
      throw new Error('The list was not completed.')
    }),
    { numRuns: 60 },
  )
})

test('finds all jobs for a text, even after searching for another one', () => {
  const lists = new JobLists(tables, 0)
  for (const typed of ['invoice/2026/1', 'report ÄRGER 77', 'img 12.png', 'zq scan']) {
    for (let length = 1; length <= typed.length; length += 1) {
      const shown = aView({ text: typed.slice(0, length) })
      // The next search may start before this one has ended.
      lists.order(shown)
      if (length % 3 === 0) continue
      expect(read(lists, shown, () => {})).toEqual(expectedIds(shown))
    }
  }
})

test('jobs that change while a list is built are at their new positions', () => {
  let number = 0
  const change = (kind: number): void => {
    number += 1
    known = null
    const name = words[number % words.length] ?? ''
    const id = `new ${number}`
    const path = `/x/${name} ${number}.jpg`
    const plan = {
      op: 'upload:plan',
      upload: anUpload(id, { name: `${name} ${number}`, path, size: number }),
      at: 5,
    } as const
    if (kind === 0) tables.write([plan])
    else if (kind === 1) {
      const step = number % 2 === 0 ? 'sent' : 'dropped'
      const advance = { op: 'upload:advance', id, step, jobId: id, error: null, at: 6 } as const
      tables.write([plan, advance])
    } else if (kind === 2) {
      // The same key, so that the job gets another name.
      const again = anUpload(id, {
        name: `${name} again`,
        path: `/x/again.png`,
        key: `key-new ${number - 1}`,
      })
      tables.write([{ op: 'upload:plan', upload: again, at: 7 }])
    } else {
      tables.forget(Array.from({ length: 300 }, (_, index) => 60 + ((number * 131 + index * 37) % jobs)))
    }
  }
  const lists = new JobLists(tables, 0)
  fc.assert(
    fc.property(
      view,
      fc.array(fc.nat({ max: 3 }), { maxLength: 4 }),
      fc.boolean(),
      (shown, changes, isIndexed) => {
        const left = [...changes]
        read(lists, shown, () => {
          const kind = left.pop()
          if (kind === undefined) return
          change(kind)
          lists.follow()
        })
        for (const kind of left) change(kind)
        lists.follow()
        const isByName = shown.sort.by === 'name' || shown.sort.by === 'size'
        if (isByName || isIndexed) {
          while (tables.index.indexNext(5_000) > 0);
          lists.refreshOrders()
          while (lists.prepare() !== null);
        }
        expect(read(lists, shown, () => {})).toEqual(expectedIds(shown))
      },
    ),
    { numRuns: 50 },
  )
})
