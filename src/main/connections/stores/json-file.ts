import { copyFile, readFile, rename } from 'node:fs/promises'
import type { z } from 'zod'
import { replaceFile } from '../../engine/files/atomic-write.ts'

/** The result of {@link JsonFile.read}. */
export interface JsonRead<T> {
  readonly value: T
  /** The new path of a damaged or unreadable file, or `null` if the file was valid or missing. */
  readonly quarantinedPath: string | null
}

/** Returns what can be kept of content that does not match the schema, or `null` for nothing. */
export type Salvage<T> = (content: unknown) => T | null

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** A small JSON file that is validated against a schema and replaced as a whole. */
export class JsonFile<T> {
  readonly #path: string
  readonly #schema: z.ZodType<T>
  readonly #fallback: T
  readonly #salvage: Salvage<T>
  #writing: Promise<void> = Promise.resolve()

  constructor(path: string, schema: z.ZodType<T>, fallback: T, salvage: Salvage<T> = () => null) {
    this.#path = path
    this.#schema = schema
    this.#fallback = fallback
    this.#salvage = salvage
  }

  /**
   * Reads the file. Returns the fallback if it is missing, damaged or unreadable. A damaged or unreadable file is
   * moved aside. If some of its content can be kept, that replaces the file.
   *
   * @throws the file system's error if the file can neither be read nor moved.
   */
  async read(): Promise<JsonRead<T>> {
    let text: string
    try {
      text = await readFile(this.#path, 'utf8')
    } catch (error) {
      if (isMissing(error)) return { value: this.#fallback, quarantinedPath: null }
      // A folder, or a file of another user.
      return { value: this.#fallback, quarantinedPath: await this.#moveAside() }
    }
    const content = parseJson(text)
    const { data } = this.#schema.safeParse(content)
    if (data !== undefined) return { value: data, quarantinedPath: null }
    const salvaged = this.#salvage(content)
    if (salvaged === null) return { value: this.#fallback, quarantinedPath: await this.#moveAside() }
    const quarantinedPath = this.#asidePath()
    // The file stays in place until it is replaced, so that a crash in between loses nothing. A full disk has no
    // room for a copy.
    await copyFile(this.#path, quarantinedPath).catch(() => rename(this.#path, quarantinedPath))
    await this.write(salvaged).catch(() => undefined)
    return { value: salvaged, quarantinedPath }
  }

  async #moveAside(): Promise<string> {
    const quarantinedPath = this.#asidePath()
    await rename(this.#path, quarantinedPath)
    return quarantinedPath
  }

  #asidePath(): string {
    return `${this.#path}.damaged-${Date.now()}`
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
