import { EngineError } from '../errors/engine-error.ts'
import type { Payload } from '../aws/s3/object-source.ts'
import { CoalescingWriter } from './coalescing-writer.ts'
import type { PartFile } from './part-file.ts'
import { IntegrityCheck } from './integrity-check.ts'
import type { RangedOptions } from './ranged-download.ts'
import { stalled } from './stall-error.ts'
import { IdleTimeout } from '../async/idle-timeout.ts'

/** The maximum size of an object whose length is unknown, which is S3's limit for one request. */
const maxUnsizedBytes = 5 * 1024 ** 3

/** A received body: its length, and its MD5 if it still has to be compared. */
export type Received = { readonly size: number; readonly md5: string | null }

/**
 * Downloads an object into a part file in one response, and verifies its length and its CRC-32.
 *
 * @throws EngineError `CONNECTION_BROKEN`, `TIMED_OUT`, `CHECKSUM_MISMATCH`, `CANCELLED`; `SERVICE` if the object does
 * not end.
 */
export async function downloadWhole(
  part: PartFile,
  payload: Payload,
  options: RangedOptions,
): Promise<Received> {
  const { limits, signal, stallMs, onProgress } = options
  const check = new IntegrityCheck(payload)
  const stop = (): void => {
    payload.stream.destroy()
  }
  signal.addEventListener('abort', stop, { once: true })
  const idle = new IdleTimeout(stallMs, () => payload.stream.destroy(stalled()))
  const sink = {
    write: (chunk: Uint8Array, position: number) => part.write(chunk, position),
    async onChunk(chunk: Uint8Array) {
      check.update(chunk)
      if (check.size > (options.maxUnsizedBytes ?? maxUnsizedBytes) && !payload.isSized) throw endless()
      onProgress(check.size, Math.max(check.size, payload.size))
      await limits.pace(chunk.byteLength, signal)
    },
  }
  try {
    signal.throwIfAborted()
    const maxBytes = payload.isSized ? payload.size : Infinity
    await new CoalescingWriter(sink, maxBytes).writeStream(payload.stream, 0, maxBytes, idle)
    signal.throwIfAborted()
    return { size: check.size, md5: check.finish(payload.isSized) }
  } finally {
    idle.stop()
    signal.removeEventListener('abort', stop)
    payload.stream.on('error', () => undefined)
    payload.stream.destroy()
  }
}

function endless(): EngineError {
  return new EngineError(
    'SERVICE',
    "The server does not report the payload's size, and the payload does not end.",
    {
      hint: 'Ask the owner of the server, or read the payload with another tool.',
      retryable: false,
    },
  )
}
