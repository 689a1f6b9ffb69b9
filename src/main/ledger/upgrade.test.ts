import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Connection } from './worker/connection.ts'
import { openDatabase } from './worker/database.ts'
import { Ledger } from './ledger.ts'
import { jobs } from './worker/migrations/001-jobs.ts'
import { migrations } from './worker/migrations/all.ts'
import { SearchIndex } from './worker/search-index.ts'
import { aClaim, aMultipart, anUpload, aSave } from './testing/records.ts'
import { workerUrl } from './testing/worker-url.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-migrations-'))
  path = join(folder, 'ledger.sqlite')
})
afterEach(() => rm(folder, { recursive: true }))

const newest = migrations.at(-1)?.version ?? 0

/** Creates a ledger of version 1. This function must never change. */
function writeVersion1(): void {
  const { connection } = openDatabaseAt([jobs])
  const { deadline, bucketAllowed: _allowed, savedPath: _path, events, ...held } = aClaim('c')
  connection.execute(`INSERT INTO places VALUES (1, 'local', 'demo')`)
  const job = connection.prepare(
    `INSERT INTO jobs (id, place_id, direction, key, key_hash, name, file_name, size, state, created_at)
     VALUES (?, 1, 'in', ?, ?, ?, ?, 1, 'planned', 3)`,
  )
  for (let id = 1; id <= 50; id += 1) job.run(id, `key-${id}`, id, `Job ${id}`, `job-${id}.jpg`)
  connection
    .prepare(`INSERT INTO uploads VALUES ('a', 1, 'submit', ?, 'stored')`)
    .run(JSON.stringify(anUpload('a')))
  connection
    .prepare(`INSERT INTO multipart_uploads VALUES (1, 'u', 'a', 'local', ?)`)
    .run(JSON.stringify(aMultipart('u', 'a')))
  connection.execute(`INSERT INTO parts VALUES (1, 1, 8, 'e', NULL)`)
  connection
    .prepare(`INSERT INTO saves VALUES ('s', ?, 'paused', '/f/.part')`)
    .run(JSON.stringify(aSave('s')))
  connection
    .prepare(`INSERT INTO claims VALUES ('c', 2, ?, ?, 0, NULL, ?)`)
    .run(JSON.stringify(held), deadline, JSON.stringify(events))
  connection.execute(`INSERT INTO requests VALUES ('2026-11-24', 'local', 'sqs', 5)`)
  connection.close()
}

function openDatabaseAt(known: typeof migrations): ReturnType<typeof openDatabase> {
  return openDatabase(path, known)
}

async function expectSameContent(): Promise<void> {
  const { ledger, uploads, saves, claims, damagedFile, newerFile } = await Ledger.open(path, { workerUrl })
  expect({ damagedFile, newerFile }).toEqual({ damagedFile: null, newerFile: null })
  expect(uploads).toEqual([{ ...anUpload('a'), step: 'stored' }])
  expect(saves).toEqual([{ ...aSave('s'), step: 'paused', partPath: '/f/.part' }])
  expect(claims).toEqual([aClaim('c')])
  const part = { number: 1, size: 8, etag: 'e', crc32: null }
  expect(await ledger.transfers.multipart.find('a')).toEqual({ upload: aMultipart('u', 'a'), parts: [part] })
  const counted = { day: '2026-11-24', connectionId: 'local', kind: 'sqs', count: 5 }
  expect(await ledger.requestCounts.since('2026-11-24')).toEqual([counted])
  await ledger.close()
}

test('numbers the migrations consecutively', () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1))
})

test('upgrades a ledger of version 1 and keeps its content', async () => {
  writeVersion1()
  await expectSameContent()
  const connection = new Connection(path)
  expect(connection.prepare('PRAGMA user_version').all()).toEqual([[newest]])
  expect(connection.prepare('SELECT count(*) FROM jobs').all()).toEqual([[50]])
  connection.close()
})

test('finds every spelling in keys that an earlier version has indexed', () => {
  const { connection: old } = openDatabaseAt(migrations.filter(({ version }) => version < 5))
  old.execute(`INSERT INTO places VALUES (1, 'local', 'demo')`)
  const job = old.prepare(
    `INSERT INTO jobs (id, place_id, direction, key, key_hash, name, file_name, size, state, created_at)
     VALUES (?, 1, 'in', ?, ?, 'Job', 'job.jpg', 1, 'planned', 3)`,
  )
  for (let id = 1; id <= 4_100; id += 1)
    job.run(id, id % 2_000 === 7 ? `İzmir ﬁles/${id}` : `izmit/${id}`, id)
  old.execute(`INSERT INTO search (rowid, name, file_name, key, message_id)
    SELECT id, name, file_name, key, message_id FROM jobs; DELETE FROM unindexed`)
  old.close()
  const { connection } = openDatabaseAt(migrations)
  const index = new SearchIndex(connection)
  const found = connection.prepare(
    `SELECT rowid FROM search WHERE search MATCH '"izmir files"' ORDER BY rowid`,
  )
  expect(found.all()).toEqual([])
  while (index.indexNext(200) > 0);
  expect(found.all()).toEqual([[7], [2_007], [4_007]])
  expect(connection.prepare('SELECT count(*) FROM search').all()).toEqual([[4_100]])
  connection.close()
})

test('survives SIGKILL during a migration', async () => {
  writeVersion1()
  const script = fileURLToPath(new URL('testing/migration-child.ts', import.meta.url))
  const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (text) => (output += String(text)))
  const exited = once(child, 'exit')
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await exited
  expect(output).toBe('migrating\n')
  const connection = new Connection(path)
  expect(Number(connection.prepare('PRAGMA user_version').first()?.[0])).toBeLessThan(newest)
  expect(connection.prepare("SELECT name FROM sqlite_master WHERE name = 'depth_samples'").all()).toEqual([])
  connection.close()
  await expectSameContent()
})

test('leaves a ledger from a newer version unchanged and uses a separate one', async () => {
  writeVersion1()
  const connection = new Connection(path)
  // The binding closes a database only once its statements are garbage-collected. Without a checkpoint,
  // closing would then change the file.
  connection.execute(`PRAGMA user_version = ${newest + 1}; PRAGMA wal_checkpoint(TRUNCATE)`)
  connection.close()
  const before = await readFile(path)
  for (const unfinished of [[], ['here']]) {
    const opened = await Ledger.open(path, { workerUrl })
    expect(opened).toMatchObject({ newerFile: path, damagedFile: null })
    expect(opened.uploads.map(({ id }) => id)).toEqual(unfinished)
    await opened.ledger.transfers.uploads.plan(anUpload('here'))
    await opened.ledger.close()
  }
  expect((await readFile(path)).equals(before)).toBe(true)
})
