import { link, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { mapConcurrent } from '../../../engine/async/map-concurrent.ts'
import { temporaryFolder } from '../../testing/harness.ts'
import { objectsDocument } from '../object-listing.ts'
import { ObjectStore } from './object-store.ts'
import { S3Error } from '../s3-error.ts'

const bucket = 'remotejobs-in-demo'

async function storeIn(folder: string): Promise<ObjectStore> {
  const store = await ObjectStore.open(folder)
  if (!store.hasBucket(bucket)) await store.createBucket(bucket)
  return store
}

const put = (store: ObjectStore, key: string, text: string, name: string): Promise<string> =>
  store.put(bucket, key, {
    data: Readable.from([Buffer.from(text)]),
    bytes: Buffer.byteLength(text),
    headers: () => ({ 'x-amz-meta-name': name, 'content-type': 'a/b' }),
  })

async function read(store: ObjectStore, key: string): Promise<{ text: string; name?: string } | null> {
  const opened = await store.openObject(bucket, key)
  if (opened === null) return null
  const { file, info } = opened
  const text = Buffer.alloc(info.size)
  await file.read(text, 0, info.size, 0)
  await file.close()
  return { text: text.toString(), name: info.headers['x-amz-meta-name'] ?? '' }
}

async function listed(store: ObjectStore): Promise<(string | undefined)[]> {
  const document = await objectsDocument(store, bucket, new URLSearchParams('list-type=2'))
  return [...document.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key]) => key)
}

test('a damaged object reads as missing, and does not hide others', async () => {
  await using folder = await temporaryFolder()
  const store = await storeIn(folder.path)
  for (const key of ['a', 'b', 'c']) await put(store, key, key, 'n')
  const file = join(folder.path, 'buckets', bucket, 'b._remotejob_object')
  const { length } = await readFile(file)
  for (const bytes of [length - 1, 20, 5, 0]) {
    await truncate(file, bytes)
    expect(await listed(store)).toEqual(['a', 'c'])
    expect(await store.find(bucket, 'b')).toBeNull()
    expect(await store.openObject(bucket, 'b')).toBeNull()
  }
  await put(store, 'b', 'again', 'new')
  expect(await store.find(bucket, 'b')).toMatchObject({ size: 5, headers: { 'x-amz-meta-name': 'new' } })
})

test('a reader gets the content and metadata of one write, and no temporary files remain', async () => {
  await using folder = await temporaryFolder()
  const store = await storeIn(folder.path)
  await put(store, 'k', 'v0', 'v0')
  const torn: unknown[] = []
  const writing = new AbortController()
  const watch = (async () => {
    while (!writing.signal.aborted) {
      const seen = await read(store, 'k')
      if (seen === null || seen.text !== seen.name) torn.push(seen)
    }
  })()
  for (let i = 1; i <= 100; i += 1) await put(store, 'k', `v${i}`, `v${i}`)
  writing.abort()
  await watch
  expect(torn).toEqual([])
  expect(await read(store, 'k')).toEqual({ text: 'v100', name: 'v100' })
  expect(await readdir(join(folder.path, 'incoming'))).toEqual([])
})

test('reads metadata that is too long for the first read of the file', async () => {
  await using folder = await temporaryFolder()
  const store = await storeIn(folder.path)
  const name = 'ä'.repeat(5_000)
  await put(store, 'k', 'v', name)
  expect(await read(store, 'k')).toEqual({ text: 'v', name })
})

test('rejects one of two concurrent conditional writes', async () => {
  await using folder = await temporaryFolder()
  const store = await storeIn(folder.path)
  const create = (text: string): Promise<string> =>
    store.put(
      bucket,
      'k',
      { data: Readable.from([Buffer.from(text)]), bytes: 1, headers: () => ({}) },
      (existing) => {
        if (existing !== null) throw new S3Error('PreconditionFailed', 'It exists.')
      },
    )
  const results = await Promise.allSettled([create('1'), create('2'), create('3')])
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await readdir(join(folder.path, 'incoming'))).toEqual([])
})

test('a body that fails or is too long leaves the old object and no file', async () => {
  await using folder = await temporaryFolder()
  const store = await storeIn(folder.path)
  await put(store, 'k', 'old', 'old')
  for (const bytes of [3, 1_000_000]) {
    const data = (async function* () {
      yield Buffer.alloc(3)
      await Promise.resolve()
      throw new Error('cut')
    })()
    await expect(store.put(bucket, 'k', { data, bytes, headers: () => ({}) })).rejects.toThrow('cut')
  }
  const long = { data: Readable.from([Buffer.alloc(4)]), bytes: 3, headers: () => ({}) }
  await expect(store.put(bucket, 'k', long)).rejects.toThrow('longer')
  expect(await read(store, 'k')).toEqual({ text: 'old', name: 'old' })
  expect(await readdir(join(folder.path, 'incoming'))).toEqual([])
})

/** Files as written by version 0.1. */
async function writeLegacy(folder: string, key: string, text: string, md5: string | null): Promise<void> {
  const path = join(folder, 'buckets', bucket, key)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(`${path}._S3rver_object`, text)
  const metadata = { 'content-type': 'a/b', 'x-amz-meta-name': 'previous' }
  await writeFile(`${path}._S3rver_metadata.json`, JSON.stringify(metadata, null, 2))
  if (md5 !== null) await writeFile(`${path}._S3rver_object.md5`, md5)
}

test('reads, lists, replaces and deletes objects from version 0.1', async () => {
  await using folder = await temporaryFolder()
  await writeLegacy(folder.path, 'dir/parts', 'hello', '0123456789abcdef0123456789abcdef-2')
  await writeLegacy(folder.path, 'plain', 'hello', null)
  await writeLegacy(folder.path, 'removed', 'hello', null)
  let store = await storeIn(folder.path)
  expect(await listed(store)).toEqual(['dir/parts', 'plain', 'removed'])
  const parts = await store.find(bucket, 'dir/parts')
  expect(parts).toMatchObject({ size: 5, etag: '0123456789abcdef0123456789abcdef-2' })
  expect(await store.find(bucket, 'plain')).toMatchObject({
    etag: '5d41402abc4b2a76b9719d911017c592',
    headers: { 'content-type': 'a/b', 'x-amz-meta-name': 'previous' },
  })
  const opened = await store.openObject(bucket, 'plain')
  expect((await buffer(opened?.file.createReadStream() ?? Readable.from([]))).toString()).toBe('hello')
  await put(store, 'plain', 'new', 'new')
  await store.delete(bucket, 'removed')
  store = await storeIn(folder.path)
  expect(await read(store, 'plain')).toEqual({ text: 'new', name: 'new' })
  expect(await listed(store)).toEqual(['dir/parts', 'plain'])
  const left = await readdir(join(folder.path, 'buckets', bucket))
  expect(left.toSorted()).toEqual(['dir', 'plain._remotejob_object'])
})

// A store that reads the whole folder for every page would need minutes for this, and the test would fail.
test('lists a bucket of 20,000 objects in pages of ten', async () => {
  await using folder = await temporaryFolder()
  const store = await storeIn(folder.path)
  await put(store, 'key', 'x', 'a')
  const file = join(store.bucketFolder(bucket), 'key._remotejob_object')
  const names = Array.from({ length: 20_000 }, (_, i) => `key${i}`)
  await mapConcurrent(names, 16, (name) => link(file, file.replace(/key(?=\._)/, name)))
  const found = new Set<string>()
  let token: string | undefined = ''
  while (token !== undefined) {
    const query = new URLSearchParams({ 'list-type': '2', 'max-keys': '10' })
    if (token !== '') query.set('continuation-token', token)
    const document: string = await objectsDocument(store, bucket, query)
    for (const [, key = ''] of document.matchAll(/<Key>(.*?)<\/Key>/g)) found.add(key)
    token = /<NextContinuationToken>(.*?)</.exec(document)?.[1]
  }
  expect(found.size).toBe(20_001)
})

test('a page reflects writes and removals since the previous page', async () => {
  await using folder = await temporaryFolder()
  const store = await storeIn(folder.path)
  for (const key of ['a', 'c', 'ä', '\u{FFFD}', '🐈']) await put(store, key, key, key)
  expect(await listed(store)).toEqual(['a', 'c', 'ä', '\u{FFFD}', '🐈'])
  await put(store, 'b', 'b', 'b')
  await store.delete(bucket, 'c')
  expect(await listed(store)).toEqual(['a', 'b', 'ä', '\u{FFFD}', '🐈'])
  const document = await objectsDocument(store, bucket, new URLSearchParams('prefix=ä&marker=a'))
  expect(document.match(/<Key>/g)).toHaveLength(1)
})
