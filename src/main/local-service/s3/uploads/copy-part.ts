import { crc32 } from 'node:zlib'
import { bytesBetween, openCopySource } from '../copy-source.ts'
import { sendKeptAlive } from '../kept-alive-response.ts'
import type { ObjectRequest } from '../object-request.ts'
import type { ObjectStore } from '../storage/object-store.ts'
import { S3Error } from '../s3-error.ts'
import { xmlDocument } from '../s3-xml.ts'
import type { PartContent, UploadParts } from './upload-parts.ts'

/** UploadPartCopy: stores bytes of an object as a part of an upload. */
export async function copyPart(
  store: ObjectStore,
  at: ObjectRequest,
  parts: UploadParts,
  number: number,
): Promise<void> {
  const opened = await openCopySource(store, at)
  try {
    const { start, end } = rangeOf(at, opened.info.size)
    await sendKeptAlive(at, async () => {
      const content = new CopiedBytes(bytesBetween(opened, start, end))
      const { etag, modifiedMs } = await parts.put(number, content, end - start + 1)
      return xmlDocument('CopyPartResult', {
        LastModified: new Date(modifiedMs).toISOString(),
        ETag: `"${etag}"`,
      })
    })
  } finally {
    await opened.file.close()
  }
}

/** Unlike the range of a GET, it must have both ends and lie within the object. */
function rangeOf({ request }: ObjectRequest, size: number): { start: number; end: number } {
  const header = request.headers['x-amz-copy-source-range']
  if (header === undefined) return { start: 0, end: size - 1 }
  const [, first = '', last = ''] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(String(header)) ?? []
  const range = { start: Number(first), end: Number(last) }
  if (first !== '' && range.start <= range.end && range.end < size) return range
  throw new S3Error(
    'InvalidArgument',
    `The x-amz-copy-source-range is not valid for a source of ${size} bytes.`,
  )
}

class CopiedBytes implements PartContent {
  readonly #bytes: AsyncIterable<Buffer>
  crc32 = 0
  /** No client sent a checksum of these bytes. */
  readonly told = false
  readonly needsMd5 = true

  constructor(bytes: AsyncIterable<Buffer>) {
    this.#bytes = bytes
  }

  async *read(): AsyncGenerator<Buffer> {
    for await (const chunk of this.#bytes) {
      this.crc32 = crc32(chunk, this.crc32)
      yield chunk
    }
  }
}
