import { readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { releaseChunk, takeChunk } from './chunks.ts'
import type { SentPart } from './thread-message.ts'

/** The number of bytes of an in-memory body that are written to a socket at a time. */
const memoryStepBytes = 1_048_576
/** Small enough for the bytes to stay in the processor's cache until they are sent. */
const fileStepBytes = 262_144

/** The body of a request, read in chunks. */
export interface SentBody {
  readonly byteLength: number
  /** Returns up to `maxBytes` bytes from `start` on. They are valid until the next call. */
  next(start: number, maxBytes: number): Uint8Array
  /** Releases the buffer. Call this once the body is no longer being sent. */
  end(): void
}

/** Thrown if part of a file cannot be sent, because the file has changed or cannot be read. */
export class UnsendablePartError extends Error {}

/** Returns the body of a request. */
export function sentBody(body: Uint8Array | SentPart): SentBody {
  return body instanceof Uint8Array ? new MemoryBody(body) : new FilePartBody(body)
}

class MemoryBody implements SentBody {
  readonly byteLength: number
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.byteLength = bytes.byteLength
  }

  next(start: number, maxBytes: number): Uint8Array {
    return this.#bytes.subarray(start, start + Math.min(maxBytes, memoryStepBytes))
  }

  end(): void {}
}

/** Reads each chunk just before it is sent. Can be read only once, in order. */
class FilePartBody implements SentBody {
  readonly byteLength: number
  readonly #part: SentPart
  readonly #chunk = takeChunk()
  #sum = 0

  constructor(part: SentPart) {
    this.#part = part
    this.byteLength = part.bytes
  }

  next(start: number, maxBytes: number): Uint8Array {
    const { descriptor, position, bytes, crc32: expected } = this.#part
    const step = Math.min(maxBytes, fileStepBytes, bytes - start)
    const count = this.#read(descriptor, step, position + start)
    if (expected !== null) this.#sum = crc32(this.#chunk.subarray(0, count), this.#sum)
    const hasChanged = expected !== null && start + count === bytes && this.#sum !== expected
    // Without the last bytes, the server stores nothing.
    if (count === 0 || hasChanged) throw new UnsendablePartError('The file has changed.')
    return this.#chunk.subarray(0, count)
  }

  end(): void {
    releaseChunk(this.#chunk)
  }

  #read(descriptor: number, bytes: number, position: number): number {
    try {
      return readSync(descriptor, this.#chunk, 0, bytes, position)
    } catch (cause) {
      throw new UnsendablePartError('The file cannot be read.', { cause })
    }
  }
}
