import { strict as assert } from 'node:assert'
import { createHash, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CreateMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3'
import { buffer, text } from 'node:stream/consumers'
import type { Operation } from './operation.ts'

const mebibyte = 1024 * 1024

/** The operations on buckets and payloads. */
export const objectOperations: Readonly<Record<string, Operation>> = {
  'create buckets and queues, find them again': async ({ queue }) => {
    assert.deepEqual(await queue.ensure(), [])
    const resources = await queue.describe()
    assert.deepEqual(
      resources.map(({ state }) => state),
      resources.map(() => 'exists'),
    )
  },

  'store a payload with fields, describe and read it': async ({ queue }) => {
    const fields = { name: '猫  Größe ', filename: 'ü.jpg' }
    const { key } = await queue.store('in', { body: 'purr', fields })
    const detail = await queue.describeObject('in', key)
    assert.equal(detail.size, 4)
    assert.deepEqual(detail.fields, fields)
    assert.equal(detail.contentType, 'image/jpeg')
    const payload = await queue.retrieve('in', key)
    assert.equal(await text(payload.stream), 'purr')
  },

  'store an empty payload': async ({ queue }) => {
    const { key } = await queue.store('out', {})
    const payload = await queue.retrieve('out', key)
    assert.equal(await text(payload.stream), '')
  },

  'list payloads in pages, whatever their keys': async ({ queue }) => {
    const keys = ['a b+c', 'd&<é>', 'plain/inner', 'z']
    for (const key of keys) await queue.store('out', { key, body: key })
    const found: string[] = []
    let cursor: string | null = null
    do {
      const page = await queue.list('out', { limit: 2, cursor })
      found.push(...page.objects.map(({ key }) => key))
      cursor = page.next
    } while (cursor !== null)
    assert.deepEqual(found, keys)
  },

  'remove a payload, twice': async ({ queue }) => {
    const { key } = await queue.store('in', { body: 'x' })
    await queue.remove('in', key)
    await queue.remove('in', key)
    await assert.rejects(queue.retrieve('in', key), { code: 'OBJECT_NOT_FOUND' })
  },

  'upload a file in parts, read it whole and in ranges': async ({ queue, folder }) => {
    const bytes = randomBytes(20 * mebibyte + 12_345)
    const path = join(folder, 'large.bin')
    await writeFile(path, bytes)
    const { key } = await queue.store('in', { body: { path } })
    const whole = await queue.retrieve('in', key)
    assert.equal(sha256(await buffer(whole.stream)), sha256(bytes))
    const source = queue.source({ bucket: queue.names.bucket('in'), key })
    const { signal } = new AbortController()
    const { etag } = await source.describe(signal)
    const range = { first: 9 * mebibyte, last: 9 * mebibyte + 99 }
    const part = await source.read(range, etag, signal)
    assert.equal(sha256(await buffer(part.stream)), sha256(bytes.subarray(range.first, range.last + 1)))
  },

  'abort an unfinished upload, twice': async ({ queue, clients }) => {
    const target = { Bucket: queue.names.bucket('in'), Key: 'left over' }
    const { UploadId = '' } = await clients.s3.send(new CreateMultipartUploadCommand(target))
    const upload = { bucket: target.Bucket, key: target.Key, uploadId: UploadId }
    await queue.abortMultipart(upload)
    await queue.abortMultipart(upload)
    const { Bucket } = target
    const { Uploads = [] } = await clients.s3.send(new ListMultipartUploadsCommand({ Bucket }))
    assert.deepEqual(Uploads, [])
  },

  'notice that a payload changed between two ranges': async ({ queue }) => {
    const { key } = await queue.store('in', { body: 'first body' })
    const source = queue.source({ bucket: queue.names.bucket('in'), key })
    const { signal } = new AbortController()
    const { etag } = await source.describe(signal)
    await queue.store('in', { key, body: 'other body', keyIsNew: false })
    await assert.rejects(source.read({ first: 0, last: 3 }, etag, signal), { code: 'OBJECT_CHANGED' })
  },
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
