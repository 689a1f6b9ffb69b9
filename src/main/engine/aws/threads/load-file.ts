import { readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { releaseChunk, takeChunk } from './chunks.ts'
import type { ThreadError, ThreadReply, ThreadRequest } from './thread-message.ts'

/** Small enough for the bytes to stay in the processor's cache until the checksum is computed. */
const stepBytes = 262_144

/**
 * Computes the CRC-32 of part of a file, and copies the bytes to `memory`, if given. Blocks the thread. The
 * reply has fewer bytes if the file ends earlier.
 */
export function loadFile({
  id,
  descriptor,
  position,
  bytes: wanted,
  memory,
}: Extract<ThreadRequest, { readonly type: 'load' }>): ThreadReply {
  const scratch = takeChunk()
  let bytes = 0
  let sum = 0
  let error: ThreadError | null = null
  try {
    while (bytes < wanted) {
      const step = Math.min(stepBytes, wanted - bytes)
      const target = memory === null ? scratch : memory.subarray(bytes, bytes + step)
      const count = readSync(descriptor, target, 0, step, position + bytes)
      if (count === 0) break
      sum = crc32(target.subarray(0, count), sum)
      bytes += count
    }
  } catch (failure) {
    error = threadError(failure, 'file')
  } finally {
    releaseChunk(scratch)
  }
  return { type: 'done', id, bytes, crc32: sum, error }
}

/** Returns what another thread needs to know about an error. */
export function threadError(error: unknown, from: ThreadError['from']): ThreadError {
  const { code = 'EPROTO', message } = error as NodeJS.ErrnoException
  return { code, message, from }
}
