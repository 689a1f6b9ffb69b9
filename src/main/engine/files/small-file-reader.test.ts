import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { slotBytes, slotCount } from './small-file-reader-message.ts'
import { SmallFileReader, type SmallFile } from './small-file-reader.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { expectCode } from '../testing/expect-code.ts'
import { startServers, type TestServers } from '../testing/servers.ts'

const workerUrl = new URL('small-file-reader-worker.ts', import.meta.url)
let folder: string
let reader: SmallFileReader
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-reader-'))
  reader = new SmallFileReader(workerUrl)
})
afterEach(async () => {
  await reader.close()
  await rm(folder, { recursive: true })
})

async function made(name: string, bytes: Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

describe('small file reader', () => {
  it('reads many files at once, each with its own bytes, checksum and identity', async () => {
    const all = Array.from({ length: 20 }, (_, index) => randomBytes(index * 997))
    const paths = await Promise.all(all.map((bytes, index) => made(`f${index}`, bytes)))
    const files = await Promise.all(paths.map((path) => reader.read(path)))
    for (const [index, file] of files.entries()) {
      const { size, mtimeMs, ino } = await stat(paths[index] ?? '')
      expect(Buffer.from(file?.bytes ?? []).equals(all[index] ?? Buffer.alloc(1))).toBe(true)
      expect(file?.crc32).toBe(crc32(all[index] ?? ''))
      expect(file?.identity).toEqual({ size, mtimeMs, ino })
      expect(await reader.identify(paths[index] ?? '')).toEqual(file?.identity)
    }
  })

  it('returns null for large files, folders and missing files', async () => {
    const large = await made('large', Buffer.alloc(slotBytes + 1))
    const just = await made('just', Buffer.alloc(slotBytes))
    await mkdir(join(folder, 'sub'))
    const found = await Promise.all(
      [large, join(folder, 'sub'), join(folder, 'gone'), just].map((path) => reader.read(path)),
    )
    expect(found.map((file) => file?.bytes.byteLength ?? null)).toEqual([null, null, null, slotBytes])
    expect(await reader.identify(join(folder, 'gone'))).toBeNull()
  })

  it('uses memory for one file at a time, and reuses it once it is released', async () => {
    const one = await made('one', Buffer.from('one'))
    const two = await made('two', Buffer.from('two'))
    const files: (SmallFile | null)[] = await Promise.all(
      Array.from({ length: slotCount + 1 }, () => reader.read(one)),
    )
    expect(files.filter((file) => file === null)).toHaveLength(1)
    const [first] = files
    expect(await reader.read(two)).toBeNull()
    first?.release()
    const next = await reader.read(two)
    expect([String(next?.bytes), String(files[1]?.bytes)]).toEqual(['two', 'one'])
  })

  it('returns null for all files while a disk hangs', async () => {
    const path = await made('one', Buffer.from('one'))
    const silent =
      "import { parentPort } from 'node:worker_threads'; parentPort.postMessage([]); parentPort.on('message', () => {})"
    const hanging = new SmallFileReader(new URL(`data:text/javascript,${encodeURIComponent(silent)}`))
    const asked = Array.from({ length: 12 }, () => hanging.read(path))
    expect(await Promise.all([...asked, hanging.identify(path)])).toEqual(Array(13).fill(null))
    await hanging.close()
  })

  it('returns null for waiting and later files once it is closed', async () => {
    const path = await made('one', Buffer.from('one'))
    const waiting = reader.read(path)
    await reader.close()
    expect(await waiting).toBeNull()
    expect(await reader.read(path)).toBeNull()
  })
})

describe.each([true, false])('storing files from the reader, fast path %s', (fastPath) => {
  let servers: TestServers
  let queue: JobQueue
  beforeAll(async () => {
    servers = await startServers()
    queue = new JobQueue({
      config: { name: 'read', layout: 'single', statuses: ['pending'] },
      clients: servers.clients({ fastPath }),
    })
    await queue.ensure()
  })
  afterAll(() => servers.stop())

  it('stores the same bytes, from empty to the largest file', async () => {
    for (const size of [0, 1, 10_240, slotBytes, slotBytes + 1]) {
      const bytes = randomBytes(size)
      const path = await made(`s${size}`, bytes)
      const { key } = await queue.store('in', { body: { path } }, { reader })
      const { stream } = await queue.retrieve('in', key)
      expect((await buffer(stream)).equals(bytes)).toBe(true)
    }
  })

  it('rejects a file that has changed since it was chosen, and stores nothing', async () => {
    const path = await made('chosen', Buffer.from('one'))
    const { size, mtimeMs, ino } = await stat(path)
    await utimes(path, 1, 1)
    const expected = { size, mtimeMs, ino }
    for (const by of [reader, undefined]) {
      const key = `chosen-${String(by === undefined)}`
      const storing = queue.store('in', { key, keyIsNew: true, body: { path } }, { reader: by, expected })
      await expectCode(storing, 'FILE_CHANGED')
      await expectCode(queue.describeObject('in', key), 'OBJECT_NOT_FOUND')
    }
  })

  it('reports the usual file errors', async () => {
    const storing = queue.store('in', { body: { path: join(folder, 'gone') } }, { reader })
    await expectCode(storing, 'FILE_NOT_FOUND')
  })
})
