import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { missingFlush, recordFlush } from './oracle/flush-watch.ts'

test('a flush that starts before a file exists, and ends last, does not hide the flush of its name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'remotejob-flushes-'))
  try {
    const path = join(folder, 'a.txt')
    await writeFile(path, 'a')
    const file = await stat(path)
    const { ino } = await stat(folder)
    recordFlush({ ino: file.ino, size: file.size, mtimeMs: file.mtimeMs, names: null, startedAt: 1 })
    expect(missingFlush(path)).toBe('its name was never flushed')
    recordFlush({ ino, size: 0, mtimeMs: 0, names: ['a.txt'], startedAt: 3 })
    recordFlush({ ino, size: 0, mtimeMs: 0, names: [], startedAt: 2 })
    expect(missingFlush(path)).toBeNull()
    recordFlush({ ino, size: 0, mtimeMs: 0, names: [], startedAt: 4 })
    expect(missingFlush(path)).toBe('its name was never flushed')
  } finally {
    await rm(folder, { recursive: true })
  }
})
