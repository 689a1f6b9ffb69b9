import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  type CompletedPart,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { close, listen } from '../../../engine/testing/servers.ts'
import { sendKeptAlive } from '../kept-alive-response.ts'
import type { ObjectRequest } from '../object-request.ts'
import { S3Error } from '../s3-error.ts'
import { Harness, temporaryFolder } from '../../testing/harness.ts'

const Bucket = 'remotejobs-in-demo'
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let harness: Harness
let s3: S3Client

beforeAll(async () => {
  folder = await temporaryFolder()
  harness = new Harness(folder.path)
  s3 = harness.s3(await harness.ready())
  await s3.send(new CreateBucketCommand({ Bucket }))
})

afterAll(async () => {
  await harness.service.stop()
  await folder[Symbol.asyncDispose]()
})

const md5 = (data: Buffer): string => createHash('md5').update(data).digest('hex')

function crcOf(data: Buffer): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(data))
  return bytes.toString('base64')
}

async function bytes(Key: string, Range?: string): Promise<Buffer> {
  const response = await s3.send(
    new GetObjectCommand({ Bucket, Key, ...(Range === undefined ? {} : { Range }) }),
  )
  return Buffer.from((await response.Body?.transformToByteArray()) ?? [])
}

async function begun(Key: string): Promise<string> {
  const { UploadId = '' } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, Metadata: { name: 'x' }, ContentType: 'a/b' }),
  )
  return UploadId
}

async function sent(Key: string, UploadId: string, PartNumber: number, Body: Buffer): Promise<CompletedPart> {
  const part = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ChecksumCRC32: crcOf(Body) })
  const { ETag = '', ChecksumCRC32 } = await s3.send(part)
  expect([ETag, ChecksumCRC32]).toEqual([`"${md5(Body)}"`, crcOf(Body)])
  return { ETag, PartNumber }
}

function complete(
  Key: string,
  UploadId: string,
  Parts: CompletedPart[],
  more: { readonly ChecksumCRC32?: string } = {},
): Promise<unknown> {
  const type = more.ChecksumCRC32 === undefined ? {} : ({ ChecksumType: 'FULL_OBJECT' } as const)
  const input = { Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more, ...type }
  return s3.send(new CompleteMultipartUploadCommand(input))
}

test('joins parts into an object that can be read across their boundaries', async () => {
  const Key = 'parts'
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, Metadata: { name: 'x' }, ContentType: 'a/b' }),
  )
  const parts = Array.from({ length: 3 }, () => randomBytes(5_000_000))
  const Parts = await Promise.all(
    parts.map(async (Body, i) => {
      const { ETag } = await s3.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: i + 1, Body }),
      )
      return { ETag, PartNumber: i + 1 }
    }),
  )
  expect((await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }))).Parts?.length).toBe(3)
  const complete = { Bucket, Key, UploadId, MultipartUpload: { Parts } }
  const done = await s3.send(new CompleteMultipartUploadCommand(complete))
  const digests = parts.map((part) => Buffer.from(md5(part), 'hex'))
  expect(done.ETag).toBe(`"${md5(Buffer.concat(digests))}-3"`)
  const whole = Buffer.concat(parts)
  expect(md5(await bytes(Key))).toBe(md5(whole))
  expect(await bytes(Key, 'bytes=4999990-10000009')).toEqual(whole.subarray(4_999_990, 10_000_010))
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key }))
  expect(head).toMatchObject({ ContentLength: 15_000_000, ContentType: 'a/b', Metadata: { name: 'x' } })
  await expect(s3.send(new CompleteMultipartUploadCommand(complete))).rejects.toMatchObject({
    name: 'NoSuchUpload',
  })
})

test('aborts an upload', async () => {
  const Key = 'aborted'
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))
  await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'x' }))
  await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
  await expect(s3.send(new ListPartsCommand({ Bucket, Key, UploadId }))).rejects.toMatchObject({
    name: 'NoSuchUpload',
  })
})

const mebibyte = 1024 * 1024
const [a, b, c] = [5 * mebibyte, 5 * mebibyte, 777].map((size) => randomBytes(size)) as [
  Buffer,
  Buffer,
  Buffer,
]
const again = randomBytes(5 * mebibyte)

test.each<[string, readonly (readonly [number, Buffer])[], readonly number[], Buffer[]]>([
  [
    'in order',
    [
      [1, a],
      [2, b],
      [3, c],
    ],
    [1, 2, 3],
    [a, b, c],
  ],
  [
    'from last to first',
    [
      [3, c],
      [2, b],
      [1, a],
    ],
    [1, 2, 3],
    [a, b, c],
  ],
  [
    'with a part sent again',
    [
      [1, a],
      [2, a],
      [2, b],
      [3, c],
    ],
    [1, 2, 3],
    [a, b, c],
  ],
  [
    'with the first part sent again',
    [
      [1, again],
      [2, b],
      [1, a],
    ],
    [1, 2],
    [a, b],
  ],
  [
    'with numbers left out',
    [
      [1, a],
      [3, b],
      [7, c],
    ],
    [1, 3, 7],
    [a, b, c],
  ],
  [
    'with an unlisted part',
    [
      [1, a],
      [2, b],
      [3, c],
    ],
    [1, 2],
    [a, b],
  ],
  [
    'with growing parts',
    [
      [1, c],
      [2, a],
      [3, Buffer.concat([a, b])],
    ],
    [1, 2, 3],
    [c, a, a, b],
  ],
  ['with a single part', [[1, c]], [1], [c]],
])('joins parts: %s', async (name, sending, wanted, whole) => {
  const id = await begun(name)
  const done = new Map<number, CompletedPart>()
  for (const [number, body] of sending) done.set(number, await sent(name, id, number, body))
  const expected = Buffer.concat(whole)
  const parts = wanted.flatMap((number) => done.get(number) ?? [])
  const response = await complete(name, id, parts, { ChecksumCRC32: crcOf(expected) })
  expect(response).toMatchObject({ ChecksumCRC32: crcOf(expected), ChecksumType: 'FULL_OBJECT' })
  expect(md5(await bytes(name))).toBe(md5(expected))
})

test('drops a corrupted part and keeps the others', async () => {
  const id = await begun('spoilt')
  const parts = [await sent('spoilt', id, 1, a), await sent('spoilt', id, 2, b)]
  const wrong = new UploadPartCommand({
    Bucket,
    Key: 'spoilt',
    UploadId: id,
    PartNumber: 2,
    Body: again,
    ChecksumCRC32: crcOf(a),
  })
  await expect(s3.send(wrong)).rejects.toMatchObject({ name: 'BadDigest' })
  const listed = await s3.send(new ListPartsCommand({ Bucket, Key: 'spoilt', UploadId: id }))
  expect(listed.Parts).toMatchObject([
    { PartNumber: 1, Size: a.length, ChecksumCRC32: crcOf(a) },
    { PartNumber: 2, Size: b.length, ChecksumCRC32: crcOf(b) },
  ])
  const wholly = complete('spoilt', id, parts, { ChecksumCRC32: crcOf(a) })
  await expect(wholly).rejects.toMatchObject({ name: 'BadDigest' })
  await complete('spoilt', id, parts)
  expect(md5(await bytes('spoilt'))).toBe(md5(Buffer.concat([a, b])))
})

test('keeps the parts that a rejected completion did not list', async () => {
  const id = await begun('refused')
  const parts = [await sent('refused', id, 1, a), await sent('refused', id, 2, c)]
  const short = complete('refused', id, parts.slice(0, 1), { ChecksumCRC32: crcOf(c) })
  await expect(short).rejects.toMatchObject({ name: 'BadDigest' })
  await complete('refused', id, parts)
  expect(md5(await bytes('refused'))).toBe(md5(Buffer.concat([a, c])))
})

test('keeps an upload without parts, with its metadata, when the server is killed', async () => {
  const id = await begun('begun')
  s3 = harness.s3(await harness.crash())
  await complete('begun', id, [await sent('begun', id, 1, c)])
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'begun' }))
  expect(head).toMatchObject({ ContentType: 'a/b', Metadata: { name: 'x' } })
})

test('returns the checksum of a whole object on request, but not with a range', async () => {
  const id = await begun('told')
  await complete('told', id, [await sent('told', id, 1, a), await sent('told', id, 2, c)])
  const of = { Bucket, Key: 'told' }
  const told = { ChecksumCRC32: crcOf(Buffer.concat([a, c])), ChecksumType: 'FULL_OBJECT' }
  const head = await s3.send(new HeadObjectCommand({ ...of, ChecksumMode: 'ENABLED' }))
  expect(head).toMatchObject(told)
  expect((await s3.send(new HeadObjectCommand(of))).ChecksumCRC32).toBeUndefined()
  const part = await s3.send(
    new GetObjectCommand({ ...of, IfMatch: head.ETag, Range: 'bytes=1-3', ChecksumMode: 'ENABLED' }),
  )
  expect(part).toMatchObject({ ContentRange: `bytes 1-3/${a.length + c.length}`, ETag: head.ETag })
  expect(part.ChecksumCRC32).toBeUndefined()
  const other = Buffer.from('other')
  const put = await s3.send(new PutObjectCommand({ ...of, Body: other, ChecksumCRC32: crcOf(other) }))
  expect(put.ChecksumCRC32).toBe(crcOf(other))
  const stale = s3.send(new GetObjectCommand({ ...of, IfMatch: head.ETag, Range: 'bytes=1-3' }))
  await expect(stale).rejects.toMatchObject({ name: 'PreconditionFailed' })
  const replaced = await s3.send(new HeadObjectCommand({ ...of, ChecksumMode: 'ENABLED' }))
  expect(replaced.ChecksumCRC32).toBe(crcOf(other))
})

test('keeps parts when the server is killed', async () => {
  const id = await begun('killed')
  const parts = [await sent('killed', id, 1, a), await sent('killed', id, 2, b)]
  s3 = harness.s3(await harness.crash())
  parts.push(await sent('killed', id, 3, c))
  await complete('killed', id, parts)
  expect(md5(await bytes('killed'))).toBe(md5(Buffer.concat([a, b, c])))
})

test('starts a slow response early and puts its result or error in the body', async () => {
  const ends: (() => void)[] = []
  const server = await listen((request, response) => {
    const at = { request, response } as ObjectRequest
    const isBad = request.url === '/bad'
    const began = new Promise<void>((resolve) => ends.push(resolve))
    const work = async (): Promise<string> => {
      await began
      if (isBad) throw new S3Error('BadDigest', 'no')
      return '<?xml version="1.0" encoding="UTF-8"?>\n<Done/>'
    }
    void sendKeptAlive(at, work, 1)
  })
  const { port } = server.address() as AddressInfo
  for (const [path, end] of [
    ['/good', '<Done/>'],
    ['/bad', '<Code>BadDigest</Code>'],
  ] as const) {
    const [response] = await once(get({ host: '127.0.0.1', port, path }), 'response')
    expect(response.statusCode).toBe(200)
    await once(response, 'readable')
    ends.at(-1)?.()
    const body = await text(response)
    expect(body).toMatch(/^<\?xml[^>]*\?>\s+</)
    expect(body).toContain(end)
  }
  await close(server)
})
