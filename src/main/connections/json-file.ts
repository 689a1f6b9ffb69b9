import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { z } from 'zod'

/** What {@link JsonFile.read} found. A damaged file is set aside under `setAside` and never overwritten. */
export interface JsonRead<T> {
  readonly value: T
  readonly setAside: string | null
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** A small JSON file that a schema guards, and that is replaced whole: after a crash it is the old or the new. */
export class JsonFile<T> {
  readonly #path: string
  readonly #schema: z.ZodType<T>
  readonly #fallback: T
  #writing: Promise<void> = Promise.resolve()

  constructor(path: string, schema: z.ZodType<T>, fallback: T) {
    this.#path = path
    this.#schema = schema
    this.#fallback = fallback
  }

  /** Reads the file; a missing one gives the fallback. */
  async read(): Promise<JsonRead<T>> {
    let text: string
    try {
      text = await readFile(this.#path, 'utf8')
    } catch (error) {
      if (isMissing(error)) return { value: this.#fallback, setAside: null }
      throw error
    }
    try {
      return { value: this.#schema.parse(JSON.parse(text)), setAside: null }
    } catch {
      const setAside = `${this.#path}.damaged-${Date.now()}`
      await rename(this.#path, setAside)
      return { value: this.#fallback, setAside }
    }
  }

  /** Writes beside the file, flushes, then renames over it. Writes follow one another. */
  write(value: T): Promise<void> {
    const next = this.#writing.catch(() => undefined).then(() => this.#replace(value))
    this.#writing = next
    return next
  }

  async #replace(value: T): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true })
    const beside = `${this.#path}.${randomUUID()}`
    const file = await open(beside, 'wx', 0o600)
    try {
      await file.writeFile(`${JSON.stringify(value, null, 2)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, this.#path)
  }
}
