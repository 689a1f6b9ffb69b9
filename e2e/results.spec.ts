import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { JobsChange, JobsView, JobRow } from '../src/shared/jobs/jobs.ts'
import type { App } from './app.ts'
import { call } from './call.ts'
import { expect, test } from './fixtures.ts'
import { localAccess } from './local-access.ts'

const view: JobsView = {
  scope: { connectionId: 'local', queue: 'demo' },
  filter: 'all',
  text: '',
  from: null,
  to: null,
  group: null,
  sort: { by: 'age', descending: true },
  expanded: [],
}

/** Records, in the page, the pushes for the job list. */
async function gatherChanges(app: App): Promise<void> {
  await app.page.evaluate(() => {
    type Bridge = { on(event: string, listener: (change: unknown) => void): void }
    const changes: unknown[] = []
    Object.assign(globalThis, { changes })
    const { remotejob } = globalThis as unknown as { remotejob: Bridge }
    remotejob.on('jobs:changed', (change) => changes.push(change))
  })
}

/** Waits until a push for the list on screen contains a job for which `isIt` is true. */
async function pushed(app: App, isIt: (job: JobRow) => boolean): Promise<JobRow> {
  let found: JobRow | undefined
  await expect
    .poll(async () => {
      const changes = await app.page.evaluate(
        () => (globalThis as unknown as { changes: JobsChange[] }).changes,
      )
      found = changes
        .flatMap(({ entries }) => entries)
        .findLast((entry): entry is JobRow => entry.kind === 'job' && isIt(entry))
      return found !== undefined
    })
    .toBe(true)
  if (found === undefined) throw new Error('No such job was pushed.')
  return found
}

/** Stores an object in one of Local's buckets, like a worker in another program. */
async function store(app: App, bucket: string, key: string, text: string): Promise<void> {
  const { endpoint, keys: credentials } = await localAccess(app)
  const s3 = new S3Client({ endpoint, region: 'us-west-1', credentials, forcePathStyle: true })
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text }))
  s3.destroy()
}

test('drops a file, gets its result without claiming it, and saves it', async ({ app, folder, home }) => {
  await expect.poll(() => call(app.page, 'queues:list', null).then(({ queues }) => queues.length)).toBe(1)
  await gatherChanges(app)
  await call(app.page, 'queues:watch', { name: 'demo' })
  const window = await call(app.page, 'jobs:watch', { watchId: 7, view, offset: 0, limit: 50 })
  expect(window.entries).toEqual([])
  const file = join(folder, 'photo_3.jpg')
  await writeFile(file, 'pixels')
  await app.drop([file])
  const job = await pushed(app, ({ state }) => state === 'queued')
  expect(job).toMatchObject({ name: 'photo_3.jpg', size: 6, queue: 'demo' })

  await store(app, 'remotejobs-out-demo', `${job.messageId ?? ''}-out.txt`, 'a cat')
  await call(app.page, 'queues:refresh', { name: 'demo' })
  const found = await pushed(app, ({ state }) => state === 'result')
  expect(found).toMatchObject({ id: job.id, results: { found: 1, new: 1, saved: 0 } })
  const { queues } = await call(app.page, 'jobs:counts', null)
  expect(queues[0]?.counts).toMatchObject({ result: 1, queued: 0 })

  const chosen = { kind: 'some' as const, ids: [job.id] }
  expect(await call(app.page, 'jobs:save-results', { jobs: chosen })).toMatchObject({ done: 1, failed: [] })
  await pushed(app, ({ results }) => results.saved === 1)
  expect(await readFile(join(home.downloads, 'out.txt'), 'utf8')).toBe('a cat')
  const { queues: watched } = await call(app.page, 'queues:list', null)
  expect(watched[0]?.statusQueues[0]?.depth?.inFlight).toBe(0)
})
