import { writeSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import type { ThreadData } from './thread-message.ts'

/**
 * Waiting any longer would be slower than writing at the same time. The limit also covers a thread that has crashed.
 */
const maxWaitMs = 50

const { locks } = workerData as ThreadData

/**
 * Writes bytes to a file. Blocks the thread, because handing each chunk to another thread costs more than
 * writing it. The threads take turns: the system would let only one of them write to a file anyway, and keep
 * the others spinning.
 */
export function writeInTurn(descriptor: number, bytes: Uint8Array, position: number): void {
  const lock = descriptor % locks.length
  while (Atomics.compareExchange(locks, lock, 0, 1) !== 0) {
    if (Atomics.wait(locks, lock, 1, maxWaitMs) === 'timed-out') break
  }
  try {
    for (let at = 0; at < bytes.byteLength;) {
      at += writeSync(descriptor, bytes, at, bytes.byteLength - at, position + at)
    }
  } finally {
    Atomics.store(locks, lock, 0)
    Atomics.notify(locks, lock, 1)
  }
}
