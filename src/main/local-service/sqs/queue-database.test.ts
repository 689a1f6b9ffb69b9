import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
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
