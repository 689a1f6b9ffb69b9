import { appendFile, chmod, mkdir, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** The limits of a {@link LogFile}. */
export interface LogLimits {
  /** The largest file, in bytes. */
  readonly maxBytes: number
  /** The number of files to keep, including the current one. */
  readonly files: number
}

const defaultLimits: LogLimits = { maxBytes: 1_000_000, files: 5 }
/** The maximum number of waiting lines, reached only if a disk hangs. Then the oldest are dropped. */
const maxWaiting = 10_000
/** No other user may read the log. */
const mode = 0o600

/**
 * A log in a folder: `main.log`, and the older files `main.1.log`, `main.2.log` … A file that would get too large is
 * renamed, and the oldest is replaced. Writing never blocks and never fails: a log must never stop the app.
 */
export class LogFile {
  readonly #folder: string
  readonly #limits: LogLimits
  #waiting: string[] = []
  #writing: Promise<void> | null = null
  /** `null` until it has been read from disk. */
  #size: number | null = null

  constructor(folder: string, limits: LogLimits = defaultLimits) {
    this.#folder = folder
    this.#limits = limits
  }

  /** The current file. */
  get path(): string {
    return this.#fileAt(0)
  }

  write(line: string): void {
    this.#waiting.push(`${line}\n`)
    if (this.#waiting.length > maxWaiting) this.#waiting.shift()
    this.#writing ??= this.#writeAll()
  }

  /** Resolves once all lines are written. */
  async settled(): Promise<void> {
    await this.#writing
  }

  /** Returns the last `count` lines, oldest first. */
  async tail(count: number): Promise<readonly string[]> {
    await this.settled()
    let lines: string[] = []
    for (let index = 0; index < this.#limits.files && lines.length < count; index += 1) {
      const text = await readFile(this.#fileAt(index), 'utf8').catch(() => '')
      lines = [...text.split('\n').slice(0, -1), ...lines]
    }
    return lines.slice(-count)
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#writeSome().catch(() => {
        // The next lines may succeed.
        this.#waiting = []
      })
    }
    this.#writing = null
  }

  /** Writes as many lines as fit into the current file, in one go. */
  async #writeSome(): Promise<void> {
    this.#size ??= await this.#open()
    const [first = ''] = this.#waiting
    if (this.#size > 0 && this.#size + Buffer.byteLength(first) > this.#limits.maxBytes) {
      await this.#rotate()
      this.#size = 0
    }
    let bytes = 0
    const tooMany = this.#waiting.findIndex((line, index) => {
      bytes += Buffer.byteLength(line)
      return index > 0 && (this.#size ?? 0) + bytes > this.#limits.maxBytes
    })
    const text = this.#waiting.splice(0, tooMany < 0 ? this.#waiting.length : tooMany).join('')
    await appendFile(this.path, text, { mode })
    this.#size += Buffer.byteLength(text)
  }

  /** Creates the folder. Returns the size of the existing file. */
  async #open(): Promise<number> {
    await mkdir(this.#folder, { recursive: true })
    // An older version may have let other users read the file. It does not exist on first launch.
    await chmod(this.path, mode).catch(() => undefined)
    return stat(this.path).then(
      ({ size }) => size,
      () => 0,
    )
  }

  async #rotate(): Promise<void> {
    for (let index = this.#limits.files - 2; index >= 0; index -= 1) {
      await rename(this.#fileAt(index), this.#fileAt(index + 1)).catch(() => undefined)
    }
  }

  #fileAt(index: number): string {
    return join(this.#folder, index === 0 ? 'main.log' : `main.${index}.log`)
  }
}
