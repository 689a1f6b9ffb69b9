import { readdir, readFile, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DurableStore } from './object-store.ts'
import { objectsDocument } from './object-listing.ts'
import { temporaryFolder } from '../testing/harness.ts'

const bucket = 'remotejobs-in-demo'

async function storeIn(folder: string): Promise<DurableStore> {
  const store = new DurableStore(join(folder, 'buckets'), join(folder, 'incoming'))
  await store.open()
  await store.putBucket(bucket)
  return store
}

const put = (store: DurableStore, key: string, content: string, name: string): Promise<unknown> =>
  store.putObject({
    bucket,
    key,
    content: Buffer.from(content),
    metadata: { 'x-amz-meta-name': name, 'content-type': 'a/b', host: 'not kept' },
  })

test('an object with damaged metadata is none, and hides no other', async () => {
  await using folder = await temporaryFolder()
  const store = await storeIn(folder.path)
  for (const key of ['a', 'b', 'c']) await put(store, key, key, 'n')
  await truncate(store.getResourcePath(bucket, 'b', 'metadata.json'), 5)
  const listing = await objectsDocument(store, bucket, new URLSearchParams('list-type=2'))
  expect([...listing.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key]) => key)).toEqual(['a', 'c'])
  expect(await store.find(bucket, 'b')).toBeNull()
  expect(await store.getObject(bucket, 'b')).toBeNull()
  await put(store, 'b', 'again', 'new')
  expect(await store.find(bucket, 'b')).toMatchObject({ size: 5, headers: { 'x-amz-meta-name': 'new' } })
})

test('metadata is in its place when the content becomes visible, and nothing is left beside', async () => {
  await using folder = await temporaryFolder()
  const store = await storeIn(folder.path)
  await put(store, 'k', 'old', 'old')
  const metadata = store.getResourcePath(bucket, 'k', 'metadata.json')
  const object = store.getResourcePath(bucket, 'k', 'object')
  const torn: string[] = []
  const watched = new AbortController()
  const watch = (async () => {
    while (!watched.signal.aborted) {
      const content = await readFile(object, 'utf8')
      const text = await readFile(metadata, 'utf8')
      const { 'x-amz-meta-name': name } = JSON.parse(text || '{}') as Record<string, string>
      // Read after the content, so it is as new or newer.
      if (Number(name?.slice(3)) < Number(content.slice(3))) torn.push(`${content} with ${name}`)
    }
  })()
  for (let i = 1; i <= 100; i += 1) await put(store, 'k', `old${i}`, `old${i}`)
  watched.abort()
  await watch
  expect(torn).toEqual([])
  expect(await store.find(bucket, 'k')).toMatchObject({
    headers: { 'x-amz-meta-name': 'old100', 'content-type': 'a/b' },
  })
  expect((await store.find(bucket, 'k'))?.headers).not.toHaveProperty('host')
  expect(await readdir(join(folder.path, 'incoming'))).toEqual([])
})
