import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { LogFile } from './log-file.ts'

let folder: string

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'log-')), 'logs')
})

/** A line of 100 bytes, including the line end. */
const line = (index: number): string => String(index).padStart(99, '.')

async function writeLines(log: LogFile, from: number, to: number): Promise<void> {
  for (let index = from; index < to; index += 1) {
    log.write(line(index))
    await log.settled()
  }
}

it('keeps the newest lines in a fixed number of files of a fixed size', async () => {
  const log = new LogFile(folder, { maxBytes: 1_000, files: 3 })
  await writeLines(log, 0, 95)
  expect((await readdir(folder)).toSorted()).toEqual(['main.1.log', 'main.2.log', 'main.log'])
  for (const name of await readdir(folder)) {
    expect((await stat(join(folder, name))).size).toBeLessThanOrEqual(1_000)
  }
  expect(await readFile(log.path, 'utf8')).toBe(
    [90, 91, 92, 93, 94].map((index) => `${line(index)}\n`).join(''),
  )
})

it('stays within the size limit when many lines arrive at once', async () => {
  const log = new LogFile(folder, { maxBytes: 1_000, files: 3 })
  for (let index = 0; index < 500; index += 1) log.write(line(index))
  await log.settled()
  const sizes = await Promise.all(
    (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size),
  )
  expect(sizes).toEqual([1_000, 1_000, 1_000])
  expect(await log.tail(30)).toEqual(Array.from({ length: 30 }, (_, index) => line(470 + index)))
})

it('continues once the disk works again', async () => {
  await writeFile(folder, 'a file')
  const log = new LogFile(folder)
  log.write('lost')
  await log.settled()
  await rm(folder)
  log.write('kept')
  await log.settled()
  expect(await log.tail(5)).toEqual(['kept'])
})

it('counts the bytes from an earlier session', async () => {
  await writeLines(new LogFile(folder, { maxBytes: 1_000, files: 2 }), 0, 9)
  await writeLines(new LogFile(folder, { maxBytes: 1_000, files: 2 }), 9, 11)
  expect((await stat(join(folder, 'main.1.log'))).size).toBe(1_000)
  expect((await stat(join(folder, 'main.log'))).size).toBe(100)
})

it('writes lines in order, without waiting for each', async () => {
  const log = new LogFile(folder)
  for (let index = 0; index < 500; index += 1) log.write(line(index))
  await log.settled()
  const lines = (await readFile(log.path, 'utf8')).split('\n').slice(0, -1)
  expect(lines).toEqual(Array.from({ length: 500 }, (_, index) => line(index)))
})

it('returns the last lines, even from older files', async () => {
  const log = new LogFile(folder, { maxBytes: 1_000, files: 3 })
  await writeLines(log, 0, 25)
  expect(await log.tail(7)).toEqual([18, 19, 20, 21, 22, 23, 24].map(line))
  expect(await log.tail(1_000)).toHaveLength(25)
})

it.skipIf(process.platform === 'win32')(
  'only the user can read it, even if an earlier version let others read it',
  async () => {
    const first = new LogFile(folder)
    first.write('one')
    await first.settled()
    expect((await stat(first.path)).mode & 0o777).toBe(0o600)
    await writeFile(join(folder, 'main.log'), 'old\n')
    await chmod(join(folder, 'main.log'), 0o644)
    await writeFile(join(folder, 'main.1.log'), 'old\n', { mode: 0o644 })
    const second = new LogFile(folder)
    second.write('two')
    await second.settled()
    expect((await stat(second.path)).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'main.1.log'))).mode & 0o777).toBe(0o600)
  },
)

it('ignores a folder that cannot be written, without an error', async () => {
  await writeFile(folder, 'a file')
  const log = new LogFile(folder)
  log.write('lost')
  await expect(log.settled()).resolves.toBeUndefined()
  expect(await log.tail(5)).toEqual([])
})
