import type { Payload } from '../aws/s3/object-source.ts'
import { CoalescingWriter } from './coalescing-writer.ts'
import type { PartFile } from './part-file.ts'
import { IntegrityCheck } from './integrity-check.ts'
import type { RangedOptions } from './ranged-download.ts'
import { stalled } from './stall-error.ts'
import { IdleTimeout } from '../async/idle-timeout.ts'

/**
 * Downloads an object into a part file in one response and checks its checksums.
 * @throws EngineError CONNECTION_BROKEN, TIMED_OUT, CHECKSUM_MISMATCH, CANCELLED.
 */
export async function downloadWhole(part: PartFile, payload: Payload, options: RangedOptions): Promise<void> {
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
      onProgress(check.size, payload.size)
      await limits.pace(chunk.byteLength, signal)
    },
  }
  try {
    signal.throwIfAborted()
    await new CoalescingWriter(sink, payload.size).writeStream(payload.stream, 0, Infinity, idle)
    signal.throwIfAborted()
    check.finish()
  } finally {
    idle.stop()
    signal.removeEventListener('abort', stop)
    payload.stream.on('error', () => undefined)
    payload.stream.destroy()
  }
}
