import { readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import type { ThreadError, ThreadReply, ThreadRequest } from './thread-message.ts'

/** Small enough that the checksum finds the bytes in the cache of the processor. */
const stepBytes = 262_144

/** Fills shared memory from a file. Blocks the thread. The reply has fewer bytes if the file ends earlier. */
export function loadFile({
  id,
  descriptor,
  position,
  memory,
}: Extract<ThreadRequest, { readonly type: 'load' }>): ThreadReply {
  let bytes = 0
  let sum = 0
  let error: ThreadError | null = null
  try {
    while (bytes < memory.byteLength) {
      const step = Math.min(stepBytes, memory.byteLength - bytes)
      const count = readSync(descriptor, memory, bytes, step, position + bytes)
      if (count === 0) break
      sum = crc32(memory.subarray(bytes, bytes + count), sum)
      bytes += count
    }
  } catch (failure) {
    error = threadError(failure, 'file')
  }
  return { type: 'done', id, bytes, crc32: sum, error }
}

/** Returns what another thread needs to know about an error. */
export function threadError(error: unknown, from: ThreadError['from']): ThreadError {
  const { code = 'EPROTO', message } = error as NodeJS.ErrnoException
  return { code, message, from }
}
