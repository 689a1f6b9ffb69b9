import { readFile, rename } from 'node:fs/promises'
import type { z } from 'zod'
import { replaceFile } from '../../engine/files/atomic-write.ts'

/** The result of {@link JsonFile.read}. */
export interface JsonRead<T> {
  readonly value: T
  /** The new path of a damaged file, or `null` if the file was valid or missing. */
  readonly quarantinedPath: string | null
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** A small JSON file that is validated against a schema and replaced as a whole. */
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

  /**
   * Reads the file. Returns the fallback if it is missing or damaged. A damaged file is moved
   * aside.
   */
  async read(): Promise<JsonRead<T>> {
    let text: string
    try {
      text = await readFile(this.#path, 'utf8')
    } catch (error) {
      if (isMissing(error)) return { value: this.#fallback, quarantinedPath: null }
      throw error
    }
    try {
      return { value: this.#schema.parse(JSON.parse(text)), quarantinedPath: null }
    } catch {
      const quarantinedPath = `${this.#path}.damaged-${Date.now()}`
      await rename(this.#path, quarantinedPath)
      return { value: this.#fallback, quarantinedPath }
    }
  }

  /** Replaces the file. Writes run one after the other. Rejects with the file system's error. */
  write(value: T): Promise<void> {
    const text = `${JSON.stringify(value, null, 2)}\n`
    const next = this.#writing
      .catch(() => undefined)
      .then(() => replaceFile(this.#path, (file) => file.writeFile(text)))
    this.#writing = next
    return next
  }
}
