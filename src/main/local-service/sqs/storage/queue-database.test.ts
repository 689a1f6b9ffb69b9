import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMessage } from '../message.ts'
import { QueueDatabase } from './queue-database.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-queues-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function modes(): Promise<string[]> {
  const names = await readdir(folder)
  const all = names.map(
    async (name) => `${name} ${((await stat(join(folder, name))).mode & 0o777).toString(8)}`,
  )
  return (await Promise.all(all)).toSorted()
}

test.skipIf(process.platform === 'win32')('other users cannot read the messages', async () => {
  const umask = process.umask(0)
  try {
    const database = new QueueDatabase(folder, () => undefined)
    const found = await modes()
    expect(found).toContain('fauxqs.db 600')
    expect(found.every((entry) => entry.endsWith(' 600'))).toBe(true)
    database.close()
  } finally {
    process.umask(umask)
  }
})

test.skipIf(process.platform === 'win32')('the files of an older version become private', async () => {
  await writeFile(join(folder, 'fauxqs.db'), '', { mode: 0o644 })
  const database = new QueueDatabase(folder, () => undefined)
  expect(await modes()).toContain('fauxqs.db 600')
  database.close()
})

const info = {
  name: 'q',
  attributes: new Map(),
  tags: new Map(),
  createdSeconds: 0,
  modifiedSeconds: 0,
  sequence: 0,
}

/** A database whose flushes the test ends. */
function withFlushes(): { readonly database: QueueDatabase; readonly flushes: PromiseWithResolvers<void>[] } {
  const flushes: PromiseWithResolvers<void>[] = []
  const database = new QueueDatabase(
    folder,
    () => undefined,
    () => {
      const flush = Promise.withResolvers<void>()
      flushes.push(flush)
      return flush.promise
    },
  )
  return { database, flushes }
}

const send = (database: QueueDatabase, body: string): Promise<void> => {
  database.insert('q', createMessage({ body, attributes: {} }, 1000, { delaySeconds: 0, fifo: null }))
  return database.committed()
}
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
const bodies = (database: QueueDatabase): string[] =>
  database.load().flatMap(({ waiting }) => waiting.map(({ body }) => body))

test('a write is confirmed after its flush, and shares it with those that arrived before it', async () => {
  const { database, flushes } = withFlushes()
  database.putQueue(info, '', '')
  const confirmed: string[] = []
  const note = (name: string) => () => void confirmed.push(name)
  const first = send(database, 'first').then(note('first'))
  await turn()
  const later = ['second', 'third'].map(async (body) => send(database, body).then(note(body)))
  await turn()
  expect([flushes.length, confirmed]).toEqual([1, []])
  flushes[0]?.resolve()
  await first
  await turn()
  expect([flushes.length, confirmed]).toEqual([2, ['first']])
  flushes[1]?.resolve()
  await Promise.all(later)
  expect(bodies(database)).toEqual(['first', 'second', 'third'])
  database.close()
})

test('a reader waits for the flush of what it has read', async () => {
  const { database, flushes } = withFlushes()
  database.putQueue(info, '', '')
  await turn()
  let isRead = false
  const read = database.committed().then(() => (isRead = true))
  await turn()
  expect(isRead).toBe(false)
  flushes[0]?.resolve()
  await read
  database.close()
})

test('after a failed flush, the next transaction writes everything again', async () => {
  const { database, flushes } = withFlushes()
  database.putQueue(info, '', '')
  const failed = send(database, 'not confirmed')
  await turn()
  flushes[0]?.reject(new Error('The disk is broken.'))
  await expect(failed).rejects.toThrow('broken')
  expect((await stat(join(folder, 'fauxqs.db-wal'))).size).toBeGreaterThan(0)
  await send(database, 'confirmed')
  expect(flushes).toHaveLength(1)
  // Everything is in the database, so nothing depends on the log.
  expect((await stat(join(folder, 'fauxqs.db-wal'))).size).toBe(0)
  const next = send(database, 'flushed')
  await turn()
  flushes[1]?.resolve()
  await next
  expect(bodies(database)).toEqual(['not confirmed', 'confirmed', 'flushed'])
  database.close()
})
