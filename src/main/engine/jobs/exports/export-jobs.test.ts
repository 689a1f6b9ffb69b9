import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JobsView } from '../../../../shared/jobs/jobs.ts'
import { MemoryJobStore } from '../../testing/memory-job-store.ts'
import { exportJobs } from './export-jobs.ts'

const view: JobsView = {
  scope: { connectionId: null, queue: null },
  filter: 'results',
  text: 'cat',
  from: null,
  to: null,
  group: null,
  sort: { by: 'name', descending: false },
  expanded: [],
}

let folder: string
let store: MemoryJobStore

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-export-'))
  store = new MemoryJobStore()
})
afterEach(() => rm(folder, { recursive: true }))

const options = (name: string, signal = new AbortController().signal) => ({
  path: join(folder, name),
  format: 'json-lines' as const,
  signal,
})
const written = async (name: string): Promise<unknown[]> =>
  (await readFile(join(folder, name), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)

test('writes exactly what the list shows, in order', async () => {
  for (const name of ['cat b', 'dog', 'cat c', 'cat a']) store.add({ name, state: 'result' })
  store.add({ name: 'cat that waits' })
  expect(await exportJobs(store, { kind: 'all', view, except: [] }, options('a.jsonl'))).toBe(3)
  expect(await written('a.jsonl')).toMatchObject([
    { name: 'cat a', state: 'result', times: { sent: '1970-01-01T00:00:04.000Z' } },
    { name: 'cat b' },
    { name: 'cat c' },
  ])
  await exportJobs(store, { kind: 'some', ids: [3, 1] }, options('b.jsonl'))
  expect(await written('b.jsonl')).toMatchObject([{ name: 'cat c' }, { name: 'cat b' }])
  await exportJobs(store, { kind: 'all', view, except: [1] }, options('c.jsonl'))
  expect(await written('c.jsonl')).toMatchObject([{ name: 'cat a' }, { name: 'cat c' }])
})

test('leaves no file when an export is cancelled', async () => {
  for (let count = 0; count < 500; count += 1) store.add({ name: `cat ${count}`, state: 'result' })
  const controller = new AbortController()
  const times = store.times.bind(store)
  store.times = (ids) => {
    controller.abort()
    return times(ids)
  }
  const stopped = exportJobs(store, { kind: 'all', view, except: [] }, options('no.jsonl', controller.signal))
  await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(await readdir(folder)).toEqual([])
  await writeFile(join(folder, 'file'), '')
  const notAFolder = exportJobs(store, { kind: 'some', ids: [1] }, options('file/no.jsonl'))
  await expect(notAFolder).rejects.toMatchObject({ code: 'SAVE_FOLDER_NOT_FOUND' })
})
