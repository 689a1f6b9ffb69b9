import { bytesBetween, copySourceOf, openCopySource } from './copy-source.ts'
import { sendKeptAlive } from './kept-alive-response.ts'
import { crc32Header, keptHeaders } from './object-headers.ts'
import type { ObjectRequest } from './object-request.ts'
import type { ObjectStore } from './storage/object-store.ts'
import { S3Error } from './s3-error.ts'
import { xmlDocument } from './s3-xml.ts'
import { writeCondition } from './write-conditions.ts'

/** CopyObject: stores the bytes and ETag of an object under another key, with its own or new metadata. */
export async function copyObject(store: ObjectStore, at: ObjectRequest): Promise<void> {
  const { headers } = at.request
  const source = copySourceOf(at)
  const isReplacing = headers['x-amz-metadata-directive'] === 'REPLACE'
  if (source.bucket === at.bucket && source.key === at.key && !isReplacing) {
    throw new S3Error('InvalidRequest', 'An object can be copied to itself only with new metadata.')
  }
  const condition = writeCondition(at)
  condition?.(await store.find(at.bucket, at.key))
  const opened = await openCopySource(store, at)
  const { info } = opened
  try {
    await sendKeptAlive(at, async () => {
      const { [crc32Header]: crc32 } = info.headers
      const replaced = { ...keptHeaders(headers), ...(crc32 !== undefined && { [crc32Header]: crc32 }) }
      const content = {
        data: bytesBetween(opened, 0, info.size - 1),
        bytes: info.size,
        headers: () => (isReplacing ? replaced : info.headers),
        etag: info.etag,
      }
      await store.put(at.bucket, at.key, content, condition)
      return xmlDocument('CopyObjectResult', {
        LastModified: new Date().toISOString(),
        ETag: `"${info.etag}"`,
      })
    })
  } finally {
    await opened.file.close()
  }
}
