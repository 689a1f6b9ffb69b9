import { createHash } from 'node:crypto'
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import type { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Harness, temporaryFolder } from '../../testing/harness.ts'

const Bucket = 'parts'
const source = Buffer.alloc(11 * 1024 * 1024)
for (let i = 0; i < source.length; i += 4) source.writeUInt32LE(i, i)

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
  await s3.send(new PutObjectCommand({ Bucket, Key: 'the source/ä+b', Body: source }))
})

afterAll(async () => {
  await harness.service.stop()
  await folder[Symbol.asyncDispose]()
})

const CopySource = `${Bucket}/${encodeURIComponent('the source/ä+b')}`

async function begin(Key: string): Promise<string> {
  return (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))).UploadId ?? ''
}

async function keysOf(input: object): Promise<(string | undefined)[]> {
  const page = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'list/', ...input }))
  return [
    ...(page.Uploads ?? []).map(({ Key }) => Key),
    ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
  ]
}

describe('copied parts', () => {
  test('are ranges of an object, next to parts that are sent', async () => {
    const Key = 'copied'
    const UploadId = await begin(Key)
    const five = 5 * 1024 * 1024
    const first = await s3.send(
      new UploadPartCopyCommand({
        Bucket,
        Key,
        UploadId,
        PartNumber: 1,
        CopySource,
        CopySourceRange: `bytes=1024-${1024 + five - 1}`,
      }),
    )
    const second = await s3.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 2, Body: source.subarray(0, five) }),
    )
    const third = await s3.send(
      new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber: 3, CopySource }),
    )
    const expected = [source.subarray(1024, 1024 + five), source.subarray(0, five), source]
    const etags = [first.CopyPartResult?.ETag, second.ETag, third.CopyPartResult?.ETag]
    expect(etags).toEqual(expected.map((bytes) => `"${createHash('md5').update(bytes).digest('hex')}"`))
    const Parts = etags.map((ETag, i) => ({ ETag, PartNumber: i + 1 }))
    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }))
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    const whole = Buffer.from((await Body?.transformToByteArray()) ?? [])
    expect(whole.equals(Buffer.concat(expected))).toBe(true)
  })

  test("must exist, and meet the caller's conditions", async () => {
    const Key = 'refused'
    const UploadId = await begin(Key)
    const copy = (more: object) =>
      s3.send(new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber: 1, CopySource, ...more }))
    await expect(copy({ CopySource: `${Bucket}/nothing` })).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(copy({ CopySource: `nowhere/x` })).rejects.toMatchObject({ name: 'NoSuchBucket' })
    for (const CopySourceRange of ['bytes=5-', 'bytes=9-5', `bytes=0-${source.length}`, 'bytes=x']) {
      await expect(copy({ CopySourceRange })).rejects.toMatchObject({ name: 'InvalidArgument' })
    }
    await expect(copy({ CopySourceIfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    const { ETag } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'the source/ä+b' }))
    await copy({ CopySourceIfMatch: ETag, CopySourceIfUnmodifiedSince: new Date(0) })
    await expect(copy({ CopySourceIfNoneMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' })
  })
})

describe('unfinished uploads', () => {
  test('are listed by key, in pages and by folder', async () => {
    const ids = [
      await begin('list/b ä'),
      await begin('list/a'),
      await begin('list/c/1'),
      await begin('list/c/2'),
    ]
    ids.push(await begin('list/a'))
    expect(await keysOf({})).toEqual(['list/a', 'list/a', 'list/b ä', 'list/c/1', 'list/c/2'])
    expect(await keysOf({ EncodingType: 'url', Prefix: 'list/b' })).toEqual(['list/b%20%C3%A4'])
    expect(await keysOf({ Delimiter: '/' })).toEqual(['list/a', 'list/a', 'list/b ä', 'list/c/'])

    const seen: (string | undefined)[] = []
    let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {}
    for (;;) {
      const input = { Bucket, Prefix: 'list/', MaxUploads: 1, ...marker }
      const page = await s3.send(new ListMultipartUploadsCommand(input))
      seen.push(...(page.Uploads ?? []).map(({ UploadId }) => UploadId))
      if (page.IsTruncated !== true) break
      marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
    }
    expect(seen).toEqual([ids[1], ids[4], ids[0], ids[2], ids[3]])
  })
})
