import { createHash, randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Harness, keys, temporaryFolder } from '../testing/harness.ts'

const Bucket = 'remotejobs-in-demo'
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let harness: Harness
let endpoint: string
let s3: S3Client

beforeAll(async () => {
  folder = await temporaryFolder()
  harness = new Harness(folder.path)
  endpoint = await harness.ready()
  s3 = harness.s3(endpoint)
  await s3.send(new CreateBucketCommand({ Bucket }))
})

afterAll(async () => {
  await harness.service.stop()
  await folder[Symbol.asyncDispose]()
})

const md5 = (data: Buffer): string => createHash('md5').update(data).digest('hex')

async function put(Key: string, Body: string): Promise<string> {
  return (await s3.send(new PutObjectCommand({ Bucket, Key, Body, Metadata: { a: '1' } }))).ETag ?? ''
}

async function bytes(Key: string, Range?: string): Promise<Buffer> {
  const response = await s3.send(
    new GetObjectCommand({ Bucket, Key, ...(Range === undefined ? {} : { Range }) }),
  )
  return Buffer.from((await response.Body?.transformToByteArray()) ?? [])
}

async function listed(input: { Prefix?: string; Delimiter?: string; MaxKeys?: number }): Promise<string[][]> {
  const pages: string[][] = []
  let ContinuationToken: string | undefined
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket,
        ...input,
        ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
      }),
    )
    pages.push([
      ...(page.Contents ?? []).map(({ Key = '' }) => Key),
      ...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix),
    ])
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken !== undefined)
  return pages
}

describe('objects', () => {
  test('are returned with their bytes, type and metadata', async () => {
    const Body = randomBytes(300_000)
    const put = await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: 'cat.jpg',
        Body,
        ContentType: 'image/jpeg',
        Metadata: { name: 'Cat Montage', filename: 'cat.jpg' },
      }),
    )
    expect(put.ETag).toBe(`"${md5(Body)}"`)
    expect(await bytes('cat.jpg')).toEqual(Body)
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'cat.jpg', ChecksumMode: 'ENABLED' }))
    expect(head).toMatchObject({
      ContentLength: Body.length,
      ContentType: 'image/jpeg',
      ETag: put.ETag,
      Metadata: { name: 'Cat Montage', filename: 'cat.jpg' },
    })
  })

  test.each([
    ['bytes=0-0', 0, 1],
    ['bytes=10-19', 10, 20],
    ['bytes=990-', 990, 1000],
    ['bytes=-5', 995, 1000],
    ['bytes=900-5000', 900, 1000],
  ])('returns the range %s', async (range, from, to) => {
    const Body = randomBytes(1000)
    await s3.send(new PutObjectCommand({ Bucket, Key: 'ranged', Body }))
    expect(await bytes('ranged', range)).toEqual(Body.subarray(from, to))
  })

  test('rejects a range beyond the end', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'short', Body: 'abc' }))
    await expect(bytes('short', 'bytes=3-')).rejects.toMatchObject({ name: 'InvalidRange' })
  })

  test.each(['', 'a/b/c.txt', 'Grüße 日本 🐈.png', "it's (1)!*+&=?#%25~.txt", 'dir/', 'x'.repeat(200)])(
    'accepts the key %j and an empty body',
    async (tail) => {
      const Key = `odd/${tail}`
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: new Uint8Array(0) }))
      expect((await bytes(Key)).length).toBe(0)
      expect((await listed({ Prefix: Key })).flat()).toContain(Key)
      await s3.send(new DeleteObjectCommand({ Bucket, Key }))
      await expect(bytes(Key)).rejects.toMatchObject({ name: 'NoSuchKey' })
    },
  )

  test.each(['../../escape', '.', 'a//b', 'x'.repeat(900)])(
    'rejects the key %j, which cannot be a file path',
    async (tail) => {
      const put = new PutObjectCommand({ Bucket, Key: `odd/${tail}`, Body: 'x' })
      await expect(s3.send(put)).rejects.toMatchObject({
        name: expect.stringMatching(/InvalidArgument|KeyTooLongError/),
      })
      expect(await readdir(join(folder.path, 's3'))).toEqual(['buckets', 'incoming'])
    },
  )

  test('accepts a stream with a trailing checksum and one without', async () => {
    const chunks = Array.from({ length: 40 }, () => randomBytes(70_000))
    const whole = Buffer.concat(chunks)
    await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: 'stream',
        Body: Readable.from(chunks),
        ContentLength: whole.length,
      }),
    )
    expect(md5(await bytes('stream'))).toBe(md5(whole))
    const plain = new S3Client({
      endpoint,
      region: 'us-west-1',
      credentials: keys,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    })
    await plain.send(
      new PutObjectCommand({
        Bucket,
        Key: 'stream',
        Body: Readable.from(chunks),
        ContentLength: whole.length,
      }),
    )
    expect(md5(await bytes('stream'))).toBe(md5(whole))
  })

  test('keeps the old object when a write is rejected', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'old' }))
    const put = new PutObjectCommand({ Bucket, Key: 'kept', Body: 'new', ChecksumCRC32: 'AAAAAA==' })
    await expect(s3.send(put)).rejects.toMatchObject({ name: 'BadDigest' })
    const many = { name: 'x'.repeat(2048) }
    await expect(
      s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'new', Metadata: many })),
    ).rejects.toMatchObject({ name: 'MetadataTooLarge' })
    await expect(
      s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'new', IfNoneMatch: '*' })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' })
    expect((await bytes('kept')).toString()).toBe('old')
  })

  test('an interrupted upload leaves the old object', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'broken', Body: 'old' }))
    const abort = new AbortController()
    const body = Readable.from(
      (async function* () {
        yield randomBytes(500_000)
        abort.abort()
        yield randomBytes(500_000)
      })(),
    )
    const put = new PutObjectCommand({ Bucket, Key: 'broken', Body: body, ContentLength: 1_000_000 })
    await expect(s3.send(put, { abortSignal: abort.signal })).rejects.toBeInstanceOf(Error)
    expect((await bytes('broken')).toString()).toBe('old')
  })

  test('stores 200 small ones at once', async () => {
    const names = Array.from({ length: 200 }, (_, i) => `many/${String(i).padStart(3, '0')}`)
    await Promise.all(names.map((Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }))))
    const pages = await listed({ Prefix: 'many/', MaxKeys: 30 })
    expect(pages.map((page) => page.length)).toEqual([30, 30, 30, 30, 30, 30, 20])
    expect(pages.flat()).toEqual(names)
    const Objects = names.map((Key) => ({ Key }))
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
    expect((await listed({ Prefix: 'many/' })).flat()).toEqual([])
  })

  test('lists in the order of UTF-8 bytes, with prefixes, and loses nothing between pages', async () => {
    const names = ['l/a', 'l/a b', 'l/a-1', 'l/a.txt', 'l/a/1', 'l/a/2', 'l/b<&>"', 'l/é', 'l/\uFFFD', 'l/🐈']
    for (const Key of names.toReversed()) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }))
    for (const MaxKeys of [1, 2, 3, 1000]) {
      expect((await listed({ Prefix: 'l/', MaxKeys })).flat()).toEqual(names)
    }
    for (const MaxKeys of [1, 2, 1000]) {
      const found = (await listed({ Prefix: 'l/', Delimiter: '/', MaxKeys })).flat()
      expect(found.toSorted()).toEqual(
        [...names.filter((name) => !name.startsWith('l/a/')), 'l/a/'].toSorted(),
      )
    }
  })

  test('copies', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'from é', Body: 'copied', Metadata: { a: '1' } }))
    const CopySource = `${Bucket}/${encodeURIComponent('from é')}`
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource }))
    expect((await bytes('to')).toString()).toBe('copied')
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'to' }))).Metadata).toEqual({ a: '1' })
  })
})

describe('conditions and copies', () => {
  test('a read returns 304 or 412 if its condition requires it', async () => {
    const IfNoneMatch = await put('read', 'x')
    const of = { Bucket, Key: 'read' }
    const status = async (input: object): Promise<number | undefined> =>
      s3.send(new HeadObjectCommand({ ...of, ...input })).then(
        ({ $metadata }) => $metadata.httpStatusCode,
        (error: { $metadata: { httpStatusCode?: number } }) => error.$metadata.httpStatusCode,
      )
    const [past, future] = [new Date(0), new Date(Date.now() + 3_600_000)]
    expect(await status({ IfNoneMatch })).toBe(304)
    expect(await status({ IfNoneMatch: '"other"' })).toBe(200)
    expect(await status({ IfModifiedSince: future })).toBe(304)
    expect(await status({ IfModifiedSince: past })).toBe(200)
    expect(await status({ IfUnmodifiedSince: past })).toBe(412)
    expect(await status({ IfUnmodifiedSince: past, IfMatch: IfNoneMatch })).toBe(200)
    expect(await status({ IfMatch: '"other"' })).toBe(412)
  })

  test('a copy can have new metadata, and a copy onto itself must', async () => {
    const ETag = await put('original', 'x')
    const CopySource = `${Bucket}/original`
    const itself = { Bucket, Key: 'original', CopySource }
    await expect(s3.send(new CopyObjectCommand(itself))).rejects.toMatchObject({ name: 'InvalidRequest' })
    const replacing = { MetadataDirective: 'REPLACE' as const, Metadata: { b: '2' }, ContentType: 'a/b' }
    await s3.send(new CopyObjectCommand({ ...itself, ...replacing }))
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'original' }))
    expect(head).toMatchObject({ ETag, Metadata: { b: '2' }, ContentType: 'a/b', ContentLength: 1 })
    const missing = { Bucket, Key: 'copy', CopySource: `${Bucket}/nothing` }
    await expect(s3.send(new CopyObjectCommand(missing))).rejects.toMatchObject({ name: 'NoSuchKey' })
  })

  test('rejects requests that are not implemented', async () => {
    await put('tagged', 'x')
    const tagging = new GetObjectTaggingCommand({ Bucket, Key: 'tagged' })
    await expect(s3.send(tagging)).rejects.toMatchObject({ name: 'NotImplemented' })
    const versioning = new GetBucketVersioningCommand({ Bucket })
    await expect(s3.send(versioning)).rejects.toMatchObject({ name: 'NotImplemented' })
  })
})

describe('buckets', () => {
  test('are created, found, listed and removed', async () => {
    const other = { Bucket: 'remotejobs-out-demo' }
    await expect(s3.send(new HeadBucketCommand(other))).rejects.toMatchObject({ name: 'NotFound' })
    await expect(s3.send(new PutObjectCommand({ ...other, Key: 'x', Body: 'x' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    })
    await s3.send(
      new CreateBucketCommand({ ...other, CreateBucketConfiguration: { LocationConstraint: 'us-west-1' } }),
    )
    await expect(s3.send(new CreateBucketCommand(other))).rejects.toMatchObject({
      name: 'BucketAlreadyOwnedByYou',
    })
    await s3.send(new HeadBucketCommand(other))
    const { LocationConstraint } = await s3.send(new GetBucketLocationCommand(other))
    expect(LocationConstraint).toBe('us-west-1')
    const { Buckets } = await s3.send(new ListBucketsCommand({}))
    expect(Buckets?.map(({ Name }) => Name)).toEqual([Bucket, other.Bucket])
    await s3.send(new PutObjectCommand({ ...other, Key: 'x', Body: 'x' }))
    await expect(s3.send(new DeleteBucketCommand(other))).rejects.toMatchObject({ name: 'BucketNotEmpty' })
    await s3.send(new DeleteObjectCommand({ ...other, Key: 'x' }))
    await s3.send(new DeleteBucketCommand(other))
  })

  test('have an owner that callers can check', async () => {
    await s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: '000000000000' }))
    const foreign = new PutObjectCommand({ Bucket, Key: 'x', Body: 'x', ExpectedBucketOwner: '111111111111' })
    await expect(s3.send(foreign)).rejects.toMatchObject({ name: 'AccessDenied' })
  })
})

describe('server', () => {
  test('rejects wrong keys', async () => {
    const get = new GetObjectCommand({ Bucket, Key: 'cat.jpg' })
    const forged = harness.s3(endpoint, { ...keys, secretAccessKey: `${keys.secretAccessKey.slice(1)}x` })
    await expect(forged.send(get)).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' })
    const unknown = harness.s3(endpoint, { ...keys, accessKeyId: 'LOCALXXXXXXXXXXXXXXX' })
    await expect(unknown.send(get)).rejects.toMatchObject({ name: 'InvalidAccessKeyId' })
    expect((await fetch(`${endpoint}/${Bucket}/cat.jpg`)).status).toBe(403)
  })

  test.each([
    ['a foreign Host', { host: 'evil.example' }],
    ['a Host with another port', { host: '127.0.0.1:1' }],
    ['a look-alike Host', { host: 'localhost.evil.example' }],
    ['an Origin', { origin: 'http://evil.example' }],
    ['an opaque Origin', { origin: 'null' }],
    ['our own Origin', { origin: 'http://127.0.0.1' }],
  ])('rejects %s, before the signature and without CORS headers', async (_, headers) => {
    const port = new URL(endpoint).port
    const host =
      'host' in headers && !headers.host.includes(':') ? `${headers.host}:${port}` : `127.0.0.1:${port}`
    const sent = {
      host,
      ...('host' in headers && headers.host.includes(':') ? headers : {}),
      ...('origin' in headers ? headers : {}),
    }
    for (const method of ['GET', 'OPTIONS', 'POST']) {
      const response = await new Promise<{ status: number; names: string[]; body: string }>(
        (resolve, reject) => {
          const asked = httpRequest(
            `${endpoint}/${Bucket}/cat.jpg`,
            { method, headers: sent },
            (response) => {
              response.setEncoding('utf8')
              let body = ''
              response.on('data', (text: string) => (body += text))
              response.on('end', () =>
                resolve({ status: response.statusCode ?? 0, names: Object.keys(response.headers), body }),
              )
            },
          )
          asked.on('error', reject).end()
        },
      )
      expect(response.status).toBe(403)
      expect(response.body).toContain('<Code>AccessDenied</Code>')
      expect(response.body).toMatch(
        /<Message>(Requests from web pages are refused|This Host is not served here)\.</,
      )
      expect(response.names.filter((name) => name.startsWith('access-control-'))).toEqual([])
    }
  })
})
