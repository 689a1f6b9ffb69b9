import type { FilePart, ThreadError } from './thread-message.ts'
import type { TransferThread } from './transfer-thread.ts'

/** The bytes that a thread has read from a file. */
export type Loaded = {
  readonly bytes: number
  /** The CRC-32 of the bytes. */
  readonly crc32: number
  readonly error: ThreadError | null
}

/**
 * Computes the CRC-32 of part of a file, and copies the bytes to `memory`, if given. Reads fewer bytes if the
 * file ends earlier. Resolves to `null` if the thread has ended.
 */
export function loadInThread(
  thread: TransferThread,
  memory: Uint8Array | null,
  part: FilePart & { readonly bytes: number },
): Promise<Loaded | null> {
  return new Promise((resolve) => {
    const id = thread.begin((reply) => {
      thread.finish(id)
      resolve(reply.type === 'done' ? reply : null)
    })
    thread.post({ type: 'load', id, memory, ...part })
  })
}
