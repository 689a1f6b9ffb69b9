import { readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import type { SentPart } from './thread-message.ts'

/** How many bytes in memory are handed to a socket at a time. */
const memoryStepBytes = 1_048_576
/** Small enough that the socket finds the bytes in the cache of the processor. */
const fileStepBytes = 262_144

const buffers: Buffer[] = []

/** The body of a request, in steps. */
export interface SentBody {
  readonly byteLength: number
  /** Returns the bytes from `start` on, at most `most` of them. They are valid until the next call. */
  next(start: number, most: number): Uint8Array
  /** Frees its memory, once nothing sends it any more. */
  end(): void
}

/** The part of a file cannot be sent as promised, because the file has changed or cannot be read. */
export class UnsendablePartError extends Error {}

/** Returns the body of a request. */
export function sentBody(body: Uint8Array | SentPart): SentBody {
  return body instanceof Uint8Array ? new MemoryBody(body) : new FileBody(body)
}

class MemoryBody implements SentBody {
  readonly byteLength: number
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.byteLength = bytes.byteLength
  }

  next(start: number, most: number): Uint8Array {
    return this.#bytes.subarray(start, start + Math.min(most, memoryStepBytes))
  }

  end(): void {}
}

/** Reads the part just before it is sent, once from its first byte to its last. */
class FileBody implements SentBody {
  readonly byteLength: number
  readonly #part: SentPart
  readonly #buffer = buffers.pop() ?? Buffer.allocUnsafeSlow(fileStepBytes)
  #sum = 0

  constructor(part: SentPart) {
    this.#part = part
    this.byteLength = part.bytes
  }

  next(start: number, most: number): Uint8Array {
    const { descriptor, position, bytes, crc32: promised } = this.#part
    const step = Math.min(most, fileStepBytes, bytes - start)
    const count = this.#read(descriptor, step, position + start)
    const chunk = this.#buffer.subarray(0, count)
    if (promised !== null) this.#sum = crc32(chunk, this.#sum)
    const isOther = promised !== null && start + count === bytes && this.#sum !== promised
    // Without its last bytes, the server stores nothing.
    if (count === 0 || isOther) throw new UnsendablePartError('The file has changed.')
    return chunk
  }

  end(): void {
    buffers.push(this.#buffer)
  }

  #read(descriptor: number, bytes: number, position: number): number {
    try {
      return readSync(descriptor, this.#buffer, 0, bytes, position)
    } catch (cause) {
      throw new UnsendablePartError('The file cannot be read.', { cause })
    }
  }
}
