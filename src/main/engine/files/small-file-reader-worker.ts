import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { crc32 } from 'node:zlib'
import { pathBytes } from './path-text.ts'
import { readFlags } from './regular-file.ts'
import { slotBytes } from './small-file-reader-message.ts'
import type { ReaderData, ReadRequest, ReadResult } from './small-file-reader-message.ts'

const { memory } = workerData as ReaderData

parentPort?.on('message', (requests: readonly ReadRequest[]) => {
  parentPort?.postMessage(requests.map(read))
})
// This tells the reader that the script is loaded.
parentPort?.postMessage([])

/**
 * Reads a whole file, provided it does not change during the read. Never throws, because errors are reported
 * when the file is then read in the normal way.
 */
function read({ path, slot }: ReadRequest): ReadResult {
  if (slot === null) return identify(path)
  let descriptor: number | null = null
  try {
    // Without O_NONBLOCK, opening a pipe would wait for its writer forever.
    if (!constants.O_NONBLOCK && !statSync(pathBytes(path)).isFile()) return null
    descriptor = openSync(pathBytes(path), readFlags)
    const before = fstatSync(descriptor)
    const { size, mtimeMs, ino } = before
    if (!before.isFile() || size > slotBytes) return null
    const bytes = new Uint8Array(memory, slot * slotBytes, size)
    for (let filled = 0; filled < size;) {
      const count = readSync(descriptor, bytes, filled, size - filled, filled)
      if (count === 0) return null
      filled += count
    }
    // The file has bytes but does not report them.
    if (size === 0 && readSync(descriptor, Buffer.alloc(1), 0, 1, 0) > 0) return null
    const after = fstatSync(descriptor)
    if (after.size !== size || after.mtimeMs !== mtimeMs) return null
    return { size, mtimeMs, ino, crc32: crc32(bytes) }
  } catch {
    return null
  } finally {
    if (descriptor !== null) closeQuietly(descriptor)
  }
}

function identify(path: string): ReadResult {
  try {
    const { size, mtimeMs, ino } = statSync(pathBytes(path))
    return { size, mtimeMs, ino, crc32: 0 }
  } catch {
    return null
  }
}

function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor)
  } catch {
    // The bytes have been read.
  }
}
