import { sendKeptAlive } from './kept-alive-response.ts'
import { crc32Header, keptHeaders } from './object-headers.ts'
import { refused } from './object-request.ts'
import type { ObjectRequest } from './object-request.ts'
import { refuseUnstorable } from './object-key.ts'
import type { ObjectStore } from './object-store.ts'
import { S3Error } from './s3-error.ts'
import { xmlDocument } from './s3-xml.ts'
import { writeCondition } from './write-conditions.ts'

/** CopyObject: the bytes and ETag of one object under another key, with its own metadata or new ones. */
export async function copyObject(store: ObjectStore, at: ObjectRequest): Promise<void> {
  const { headers } = at.request
  const source = sourceOf(String(headers['x-amz-copy-source']))
  // Ignoring a condition could copy an object that must not be copied.
  if (Object.keys(headers).some((name) => name.startsWith('x-amz-copy-source-if-')))
    throw refused.notImplemented()
  const isReplacing = headers['x-amz-metadata-directive'] === 'REPLACE'
  if (source.bucket === at.bucket && source.key === at.key && !isReplacing) {
    throw new S3Error('InvalidRequest', 'An object can be copied to itself only with new metadata.')
  }
  if (!store.hasBucket(source.bucket)) throw refused.noSuchBucket()
  const condition = writeCondition(at)
  condition?.(await store.find(at.bucket, at.key))
  const opened = await store.openObject(source.bucket, source.key)
  if (opened === null) throw refused.noSuchKey()
  const { file, info } = opened
  try {
    await sendKeptAlive(at, async () => {
      const { [crc32Header]: crc32 } = info.headers
      const replaced = { ...keptHeaders(headers), ...(crc32 !== undefined && { [crc32Header]: crc32 }) }
      const data: AsyncIterable<Buffer> =
        info.size === 0 ? none() : file.createReadStream({ start: 0, end: info.size - 1, autoClose: false })
      const content = {
        data,
        bytes: info.size,
        headers: isReplacing ? replaced : info.headers,
        etag: info.etag,
      }
      await store.put(at.bucket, at.key, content, condition)
      return xmlDocument('CopyObjectResult', {
        LastModified: new Date().toISOString(),
        ETag: `"${info.etag}"`,
      })
    })
  } finally {
    await file.close()
  }
}

function sourceOf(header: string): { bucket: string; key: string } {
  const [path = ''] = header.split('?')
  let text: string
  try {
    text = decodeURIComponent(path.replace(/^\//, ''))
  } catch {
    throw new S3Error('InvalidArgument', 'The copy source is not valid UTF-8.')
  }
  const slash = text.indexOf('/')
  const source = { bucket: text.slice(0, slash), key: text.slice(slash + 1) }
  if (slash < 1 || source.key === '') throw new S3Error('InvalidArgument', 'The copy source names no object.')
  refuseUnstorable(source.key)
  return source
}

async function* none(): AsyncGenerator<Buffer> {}
