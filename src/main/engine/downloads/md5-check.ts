import { createHash } from 'node:crypto'
import { IdleTimeout } from '../async/idle-timeout.ts'
import type { ObjectSource, PayloadInfo } from '../aws/s3/object-source.ts'
import { damaged } from './integrity-check.ts'
import type { RangedOptions } from './ranged-download.ts'
import { stalled } from './stall-error.ts'

/**
 * Compares the MD5 of the received bytes with the ETag. If they differ and this server's ETags are not known
 * to be MD5s, the object is read a second time. If both readings have the same MD5, the ETag is not an MD5.
 * This happens once per connection and kind of object.
 *
 * @throws EngineError `CHECKSUM_MISMATCH`, `CANCELLED`, and errors from the source.
 */
export async function checkMd5(
  source: ObjectSource,
  info: PayloadInfo,
  received: string | null,
  options: RangedOptions,
): Promise<void> {
  if (received === null || info.md5 === null) return
  if (received === info.md5) return source.noteEtag(true, info.size)
  if (info.isMd5Certain || (await readAgain(source, info, options)) !== received) throw damaged()
  source.noteEtag(false, info.size)
}

/** Returns the MD5 of a second reading, in lower-case hex. */
async function readAgain(
  source: ObjectSource,
  { etag }: PayloadInfo,
  options: RangedOptions,
): Promise<string> {
  const { limits, signal, stallMs } = options
  const { stream } = await source.read(null, etag, signal)
  const hash = createHash('md5')
  const idle = new IdleTimeout(stallMs, () => stream.destroy(stalled()))
  try {
    idle.refresh()
    for await (const bytes of stream as AsyncIterable<Uint8Array>) {
      hash.update(bytes)
      idle.pause()
      await limits.pace(bytes.byteLength, signal)
      idle.refresh()
    }
    return hash.digest('hex')
  } finally {
    idle.stop()
    stream.destroy()
  }
}
