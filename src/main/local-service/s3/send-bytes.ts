import type { ServerResponse } from 'node:http'
import type { FileHandle } from 'node:fs/promises'
import { SendBuffers } from './send-buffers.ts'

/**
 * Sends a file's bytes from `start` to `end`, both inclusive, and ends the response. Reads the next chunk
 * while one is sent.
 */
export async function sendBytes(
  file: FileHandle,
  { start, end }: { readonly start: number; readonly end: number },
  response: ServerResponse,
): Promise<void> {
  const buffers = new SendBuffers(end - start + 1)
  let areSent = false
  try {
    let [buffer, other] = buffers.pair
    const sending = new Sending(response)
    for (let position = start; position <= end;) {
      const wanted = Math.min(buffer.length, end - position + 1)
      const { bytesRead } = await file.read(buffer, 0, wanted, position)
      if (bytesRead === 0) throw new Error('The file is shorter than its object.')
      await sending.idle()
      sending.write(buffer.subarray(0, bytesRead))
      ;[buffer, other] = [other, buffer]
      position += bytesRead
    }
    await sending.idle()
    response.end()
    areSent = true
  } finally {
    buffers.release(areSent)
  }
}

/** A response that is written one chunk at a time. */
class Sending {
  readonly #response: ServerResponse
  #pending = Promise.resolve()

  constructor(response: ServerResponse) {
    this.#response = response
  }

  write(chunk: Buffer): void {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const gone = (): void => reject(new Error('The client has disconnected.'))
    this.#response.once('close', gone)
    this.#response.write(chunk, (error) => {
      this.#response.off('close', gone)
      if (error) reject(error)
      else resolve()
    })
    // Awaited later, in idle().
    promise.catch(() => undefined)
    this.#pending = promise
  }

  /** Resolves when the last chunk has been sent. Rejects if the client has disconnected. */
  idle(): Promise<void> {
    return this.#pending
  }
}
