import type { FileHandle } from 'node:fs/promises'

interface Waiting {
  readonly text: string
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Appends text durably. Whatever is handed in while one write is on its way to the disk goes together in the
 * next, with one fdatasync for all.
 */
export class AppendFile {
  readonly #handle: FileHandle
  #waiting: Waiting[] = []
  #writing: Promise<void> | null = null
  #size: number
  #closed = false

  /** `size`: the bytes that are in the file and sound. */
  constructor(handle: FileHandle, size: number) {
    this.#handle = handle
    this.#size = size
  }

  /** Resolves once the text is on disk; rejects where it is not, and then none of it is in the file. */
  append(text: string): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('The file is closed.'))
    const written = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ text, resolve, reject })
    })
    this.#writing ??= this.#write()
    return written
  }

  /** Writes what waits, then closes. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#writing
    await this.#handle.close()
  }

  async #write(): Promise<void> {
    // A turn of the event loop gathers what one burst hands in.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.#waiting.length > 0) {
      const group = this.#waiting
      this.#waiting = []
      try {
        await this.#writeGroup(Buffer.from(group.map(({ text }) => text).join('')))
        for (const { resolve } of group) resolve()
      } catch (error) {
        // Half a line must not stand in front of the next one.
        await this.#handle.truncate(this.#size).catch(() => undefined)
        for (const { reject } of group) reject(error)
      }
    }
    this.#writing = null
  }

  async #writeGroup(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      done += (await this.#handle.write(bytes, done, bytes.length - done, this.#size + done)).bytesWritten
    }
    await this.#handle.datasync()
    this.#size += bytes.length
  }
}
