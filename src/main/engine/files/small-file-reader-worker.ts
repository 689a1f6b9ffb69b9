import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { crc32 } from 'node:zlib'
import { slotBytes } from './small-file-reader-message.ts'
import type { ReaderData, ReadRequest, ReadResult } from './small-file-reader-message.ts'

const { memory } = workerData as ReaderData
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

parentPort?.on('message', (requests: readonly ReadRequest[]) => {
  parentPort?.postMessage(requests.map(read))
})

/** Reads a whole file that does not change meanwhile. Never throws: the ordinary way of reading reports errors. */
function read({ path, slot }: ReadRequest): ReadResult {
  if (slot === null) return identify(path)
  let descriptor: number | null = null
  try {
    // Without O_NONBLOCK, opening a pipe would wait for its writer forever.
    if (!constants.O_NONBLOCK && !statSync(path).isFile()) return null
    descriptor = openSync(path, flags)
    const before = fstatSync(descriptor)
    const { size, mtimeMs, ino } = before
    if (!before.isFile() || size > slotBytes) return null
    const bytes = new Uint8Array(memory, slot * slotBytes, size)
    for (let filled = 0; filled < size;) {
      const count = readSync(descriptor, bytes, filled, size - filled, filled)
      if (count === 0) return null
      filled += count
    }
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
    const { size, mtimeMs, ino } = statSync(path)
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
