import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JobsView } from '../../../../shared/jobs/jobs.ts'
import { anUpload, aView } from '../../testing/records.ts'
import { openDatabase } from '../database.ts'
import { Tables } from '../tables.ts'
import { JobLists } from './job-lists.ts'

let folder: string
let tables: Tables
let lists: JobLists

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-list-'))
  tables = new Tables(openDatabase(join(folder, 'ledger.sqlite')).connection)
  lists = new JobLists(tables)
})
afterEach(async () => {
  tables.connection.close()
  await rm(folder, { recursive: true })
})

/** Returns the entries of a list: ids of jobs, and negative ids of groups. */
function shown(from: JobLists, view: JobsView): number[] {
  for (;;) {
    const { entries, isComplete } = from.window(view, { offset: 0, limit: 200, isUrgent: false })
    if (!isComplete) continue
    return entries.map((entry) =>
      entry.kind === 'job' ? entry.job.id : entry.kind === 'group' ? -entry.group.id : 0,
    )
  }
}

const oldestFirst = { by: 'age', descending: false } as const

// No more lists than the maximum, so that each is updated instead of rebuilt.
test.each([
  [[aView(), aView({ sort: oldestFirst }), aView({ filter: 'queued' }), aView({ text: '1' })]],
  [
    [
      aView({ filter: 'queued', sort: oldestFirst }),
      aView({ group: 1 }),
      aView({ sort: { by: 'state', descending: true } }),
      aView({ scope: { connectionId: 'local', queue: 'other' } }),
    ],
  ],
])('a list that follows changes equals a new one', (views) => {
  // A fixed seed.
  let seed = 1
  const below = (limit: number): number => (seed = (seed * 48_271) % 2_147_483_647) % limit
  for (let round = 0; round < 60; round += 1) {
    for (let step = below(4); step >= 0; step -= 1) {
      const id = `job ${round} ${step}`
      const group = below(3) === 0 ? { id: `group ${below(3)}`, name: 'g', isRow: true } : null
      const upload = anUpload(id, { name: id, group, queue: below(2) === 0 ? 'demo' : 'other' })
      tables.write([{ op: 'upload:plan', upload, at: 5 }])
      const earlier = `job ${below(round + 1)} ${below(3)}`
      const what = below(2) === 0 ? 'sent' : 'dropped'
      const write = {
        op: 'upload:advance',
        id: earlier,
        step: what,
        jobId: earlier,
        error: null,
        at: 6,
      } as const
      tables.write([write])
      if (below(5) === 0) tables.forget([1 + below(round * 2 + 1)])
      lists.follow()
    }
    const fresh = new JobLists(tables)
    for (const view of views) expect(shown(lists, view)).toEqual(shown(fresh, view))
  }
})
