import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { lstat, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { Payload, ObjectSource } from '../aws/s3/object-source.ts'
import { saveFile } from './save-file.ts'
import { startBench } from '../testing/test-bench.ts'
import type { TestBench } from '../testing/test-bench.ts'

let bench: TestBench
let queue: JobQueue
let folder: string

beforeAll(async () => {
  bench = await startBench()
  queue = await bench.queue()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  folder = await mkdtemp(join(bench.servers.folder, 'save-'))
})

async function stored(bytes: Buffer): Promise<ObjectSource> {
  const { key } = await queue.store('in', { body: bytes })
  return sourceOf(key)
}

const sourceOf = (key: string): ObjectSource => queue.source({ bucket: queue.names.bucket('in'), key })

function payloadOf(bytes: Buffer, change: Partial<Payload> = {}): ObjectSource {
  const defaults = {
    size: bytes.length,
    contentType: null,
    etag: null,
    fields: {},
    md5: null,
    crc32: null,
    isMd5Certain: true,
  }
  const info = { ...defaults, ...change }
  return {
    supportsRanges: () => null,
    noteEtag: () => undefined,
    describe: () => Promise.resolve(info),
    read: () => Promise.resolve({ stream: Readable.from([bytes]), range: null, isSized: true, ...info }),
  }
}

test('saves the same bytes under the given name, readable only by the owner', async () => {
  const bytes = randomBytes(5 * 1024 * 1024 + 7)
  const progress: number[] = []
  const saved = await saveFile({
    source: await stored(bytes),
    target: { folder },
    name: 'cat.jpg',
    onProgress: (done) => progress.push(done),
  })
  expect(saved).toMatchObject({ path: join(folder, 'cat.jpg'), fileName: 'cat.jpg', size: bytes.length })
  expect((await readFile(saved.path)).equals(bytes)).toBe(true)
  expect((await lstat(saved.path)).mode & 0o777).toBe(0o600)
  expect(progress.at(-1)).toBe(bytes.length)
  expect(await readdir(folder)).toEqual(['cat.jpg'])
})

test('saves an empty payload', async () => {
  const { path } = await saveFile({
    source: await stored(Buffer.alloc(0)),
    target: { folder },
    name: 'empty',
  })
  expect((await readFile(path)).length).toBe(0)
})

test('numbers names that are taken, even in parallel', async () => {
  const bytes = Buffer.from('meow')
  const source = await stored(bytes)
  const saves = Array.from({ length: 8 }, () => saveFile({ source, target: { folder }, name: 'cat.jpg' }))
  const names = (await Promise.all(saves)).map(({ fileName }) => fileName)
  expect(new Set(names).size).toBe(8)
  expect((await readdir(folder)).toSorted()).toEqual(
    ['cat.jpg', ...[2, 3, 4, 5, 6, 7, 8].map((number) => `cat (${number}).jpg`)].toSorted(),
  )
})

test('never writes through a link at its target', async () => {
  const outside = join(bench.servers.folder, 'outside.txt')
  await writeFile(outside, 'mine')
  await symlink(outside, join(folder, 'cat.jpg'))
  const { fileName } = await saveFile({
    source: payloadOf(Buffer.from('theirs')),
    target: { folder },
    name: 'cat.jpg',
  })
  expect(fileName).toBe('cat (2).jpg')
  expect(await readFile(outside, 'utf8')).toBe('mine')
})

test('replaces the file that the user chose', async () => {
  const path = join(folder, 'chosen: name.txt')
  await writeFile(path, 'old')
  const saved = await saveFile({ source: payloadOf(Buffer.from('new')), target: { path }, name: 'ignored' })
  expect(saved.path).toBe(path)
  expect(await readFile(path, 'utf8')).toBe('new')
  expect(await readdir(folder)).toHaveLength(1)
})

test('does not replace a file created after the user chose the path', async () => {
  const target = { path: join(folder, 'chosen.txt'), replaces: false }
  const save = (text: string): Promise<{ readonly path: string }> =>
    saveFile({ source: payloadOf(Buffer.from(text)), target, name: 'ignored' })
  const [first, second] = [await save('first'), await save('second')]
  expect(first.path).toBe(target.path)
  expect(await readFile(first.path, 'utf8')).toBe('first')
  expect(second.path).toBe(join(folder, 'chosen (2).txt'))
})

test('a name cannot escape the folder', async () => {
  const source = payloadOf(Buffer.from('x'))
  const { path } = await saveFile({ source, target: { folder }, name: '../../escape.txt' })
  expect(path).toBe(join(folder, 'escape.txt'))
})

test('rejects bytes whose MD5 differs from that in S3, and leaves nothing', async () => {
  const bytes = Buffer.from('twelve bytes')
  const { key } = await queue.store('in', { body: bytes })
  const root = join(bench.servers.folder, 's3', queue.names.bucket('in'))
  const file = (await readdir(root)).find((name) => name.startsWith(key) && name.endsWith('_object'))
  await writeFile(join(root, file ?? ''), 'TWELVE BYTES')
  const save = saveFile({ source: sourceOf(key), target: { folder }, name: 'cat.jpg' })
  await expect(save).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' })
  expect(await readdir(folder)).toEqual([])
})

test('verifies the CRC-32 if S3 returns one', async () => {
  const bytes = randomBytes(3_000_000)
  const crc = Buffer.alloc(4)
  crc.writeUInt32BE(crc32(bytes))
  const good = payloadOf(bytes, { crc32: crc.toString('base64') })
  await saveFile({ source: good, target: { folder }, name: 'good' })
  const bad = payloadOf(bytes, { crc32: 'AAAAAA==', md5: createHash('md5').update(bytes).digest('hex') })
  const save = saveFile({ source: bad, target: { folder }, name: 'bad' })
  await expect(save).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' })
  expect(await readdir(folder)).toEqual(['good'])
})

test('rejects a payload that ends early, and leaves nothing', async () => {
  const save = saveFile({
    source: payloadOf(Buffer.from('abc'), { size: 4 }),
    target: { folder },
    name: 'cat',
  })
  await expect(save).rejects.toMatchObject({ code: 'CONNECTION_BROKEN', retryable: true })
  expect(await readdir(folder)).toEqual([])
})

test('cancelling during the download leaves nothing', async () => {
  const abort = new AbortController()
  const save = saveFile({
    source: await stored(randomBytes(12 * 1024 * 1024)),
    target: { folder },
    name: 'cat.jpg',
    signal: abort.signal,
    onProgress: (done) => done >= 2 * 1024 * 1024 && abort.abort(),
  })
  await expect(save).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(await readdir(folder)).toEqual([])
})

test('cancelling ends a stalled download', async () => {
  const abort = new AbortController()
  const stream = new Readable({ read: () => undefined })
  stream.push(Buffer.alloc(10))
  const stalled = payloadOf(Buffer.alloc(20), { stream })
  const save = saveFile({
    source: {
      ...stalled,
      read: (...args) => {
        setImmediate(() => abort.abort())
        return stalled.read(...args)
      },
    },
    target: { folder },
    name: 'cat.jpg',
    signal: abort.signal,
  })
  await expect(save).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(stream.destroyed).toBe(true)
  expect(await readdir(folder)).toEqual([])
})

test('a missing object leaves nothing', async () => {
  const save = saveFile({ source: sourceOf('gone'), target: { folder }, name: 'cat' })
  await expect(save).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' })
  expect(await readdir(folder)).toEqual([])
})

function notExpected(): never {
  throw new Error('unexpected request')
}

test('a missing folder, or a file in its place, fails before any request', async () => {
  await writeFile(join(folder, 'file'), '')
  for (const missing of [join(folder, 'gone'), join(folder, 'file'), join(folder, 'file', 'below')]) {
    const save = saveFile({
      source: {
        supportsRanges: notExpected,
        noteEtag: notExpected,
        describe: notExpected,
        read: notExpected,
      },
      target: { folder: missing },
      name: 'cat',
    })
    await expect(save).rejects.toMatchObject({ code: 'SAVE_FOLDER_NOT_FOUND' })
  }
})

/** Saves to a small disk mounted in its own namespace, which needs no root. */
function saveOnDisk(options: string, ...args: readonly string[]): unknown {
  const script = join(import.meta.dirname, '../testing/save-on-disk.ts')
  const commands = 'mount -t tmpfs -o "$1" tmpfs "$2" && shift && exec "$0" "$SCRIPT" "$@"'
  const unshare = [
    '--user',
    '--map-root-user',
    '--mount',
    '--',
    'sh',
    '-c',
    commands,
    process.execPath,
    options,
  ]
  const output = execFileSync('unshare', [...unshare, folder, ...args], {
    env: { ...process.env, SCRIPT: script },
  })
  return JSON.parse(output.toString())
}

// Only Linux can mount a small disk without root.
test.runIf(process.platform === 'linux')('reports a full disk, before and during the download', () => {
  expect(saveOnDisk('size=2m', '1000000')).toEqual(['saved', 'payload'])
  expect(saveOnDisk('size=2m', '4000000')).toEqual(['DISK_FULL'])
  expect(saveOnDisk('size=2m', '4000000', '0')).toEqual(['DISK_FULL'])
})

test.runIf(process.platform === 'linux')('reports a read-only folder', () => {
  expect(saveOnDisk('ro,size=1m', '1')).toEqual(['SAVE_FOLDER_READ_ONLY'])
})

test('saves to the target of a linked folder', async () => {
  const real = join(folder, 'real')
  await mkdir(real)
  await symlink(real, join(folder, 'link'))
  const { path } = await saveFile({
    source: payloadOf(Buffer.from('x')),
    target: { folder: join(folder, 'link') },
    name: 'cat',
  })
  expect(path).toBe(join(real, 'cat'))
})
