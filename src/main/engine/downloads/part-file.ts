import { createHash, randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, readdir, readFile, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { flushFile } from '../files/atomic-write.ts'
import { openDirect } from './direct-file.ts'
import { doneLine, headLine, parsePartState, wholeLine } from './part-state.ts'
import type { PartState } from './part-state.ts'

const flushEveryMs = 1_000
const flushEveryRanges = 8
const readBytes = 1024 * 1024
const namePattern = /^remotejob-[0-9a-f]{12}\.part$/

/** Returns a new path for a part file in this folder. */
export function newPartPath(folder: string): string {
  return join(folder, `remotejob-${randomBytes(6).toString('hex')}.part`)
}

/** True if a path from the journal looks like a part file in this folder. */
export function isPartPath(path: string, folder: string): boolean {
  return namePattern.test(basename(path)) && dirname(path) === folder
}

/** Removes a part file and its state file, if they exist. */
export async function removePart(path: string): Promise<void> {
  for (const one of [path, statePath(path)]) await unlink(one).catch(() => undefined)
}

/**
 * Finds the final file of a complete part file that was renamed just before a crash. Returns `null` if it was
 * not.
 */
export async function findRenamed(
  path: string,
): Promise<{ readonly path: string; readonly size: number } | null> {
  const found = parsePartState(await readFile(statePath(path), 'utf8').catch(() => ''))
  if (found === null || !found.state.whole) return null
  const { ino, size } = found.state
  const folder = dirname(path)
  for (const name of await readdir(folder)) {
    const file = join(folder, name)
    const stats = await lstat(file).catch(() => null)
    if (file !== path && stats?.isFile() && stats.ino === ino && stats.size === size)
      return { path: file, size }
  }
  return null
}

/**
 * An incomplete download next to its target, readable only by its owner. After `begin` it has a state file,
 * which never lists a range whose bytes are not on disk.
 */
export class PartFile {
  readonly path: string
  readonly #file: FileHandle
  #state: PartState | null = null
  #stateFile: FileHandle | null = null
  #direct: FileHandle | null = null
  #noted: [index: number, crc: number][] = []
  #flushing: Promise<void> | null = null
  #flushedAt = -Infinity
  #failure: unknown = null

  private constructor(path: string, file: FileHandle) {
    this.path = path
    this.#file = file
  }

  /** Creates an empty part file. */
  static async create(path: string): Promise<PartFile> {
    return new PartFile(path, await open(path, 'wx+', 0o600))
  }

  /** Opens a part file to continue it. If that is not possible, removes it and returns `null`. */
  static async reopen(path: string): Promise<PartFile | null> {
    const handles: FileHandle[] = []
    try {
      const noLink = constants.O_RDWR | constants.O_NOFOLLOW
      const file = await open(path, noLink)
      handles.push(file)
      const stateFile = await open(statePath(path), noLink)
      handles.push(stateFile)
      const found = parsePartState(await stateFile.readFile('utf8'))
      const { ino, size } = await file.stat()
      if (found !== null && found.state.ino === ino && found.state.size === size) {
        const part = new PartFile(path, file)
        await stateFile.truncate(found.goodBytes)
        part.#state = found.state
        part.#stateFile = stateFile
        return part
      }
    } catch {
      // A file that cannot be opened or read is useless.
    }
    for (const handle of handles) await handle.close().catch(() => undefined)
    await removePart(path)
    return null
  }

  /** The descriptor for a thread that writes to the file. The thread must stop before the file is closed. */
  get descriptor(): number {
    return this.#file.fd
  }

  /** Returns a descriptor for writes that bypass the system's cache, or `null`. It is closed with the file. */
  async openDirect(): Promise<number | null> {
    this.#direct ??= await openDirect(this.#file)
    return this.#direct?.fd ?? null
  }

  /** The object and its finished ranges, or `null` before `begin`. */
  get state(): PartState | null {
    return this.#state
  }

  /** Returns the number of bytes that the file occupies on disk. */
  async allocated(): Promise<number> {
    return (await this.#file.stat()).blocks * 512
  }

  /** Starts downloading an object in ranges from the beginning. */
  async begin(object: Pick<PartState, 'etag' | 'size' | 'rangeBytes'>): Promise<PartState> {
    await this.empty()
    await this.#file.truncate(object.size)
    const { ino } = await this.#file.stat()
    const { etag, size, rangeBytes } = object
    this.#stateFile = await open(statePath(this.path), 'wx', 0o600)
    await this.#stateFile.writeFile(headLine({ etag, size, rangeBytes, ino }))
    this.#state = { etag, size, rangeBytes, ino, done: new Map(), whole: false }
    return this.#state
  }

  /** Removes the content. */
  async empty(): Promise<void> {
    await this.#flushing
    this.#noted = []
    this.#state = null
    if (this.#stateFile !== null) {
      await this.#stateFile.close()
      this.#stateFile = null
      await unlink(statePath(this.path))
    }
    await this.#file.truncate(0)
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    for (let at = 0; at < bytes.byteLength;) {
      at += (await this.#file.write(bytes, at, bytes.byteLength - at, position + at)).bytesWritten
    }
  }

  /**
   * Call this once all bytes of a range are written. From time to time, this flushes them and then lists them
   * in the state file.
   */
  note(index: number, crc: number): void {
    if (this.#failure !== null) throw this.#failure
    this.#state?.done.set(index, crc)
    this.#noted.push([index, crc])
    const due = performance.now() - this.#flushedAt >= flushEveryMs || this.#noted.length >= flushEveryRanges
    if (!due || this.#flushing !== null) return
    this.#flushing = this.#flush()
      .catch((error: unknown) => {
        this.#failure = error
      })
      .finally(() => {
        this.#flushing = null
      })
  }

  /** Returns up to this many of the file's first bytes. */
  async head(bytes: number): Promise<Uint8Array> {
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  }

  /** Returns the MD5 of the whole file, in hex. */
  async md5(): Promise<string> {
    const hash = createHash('md5')
    const buffer = Buffer.allocUnsafe(readBytes)
    for (let position = 0; ;) {
      const { bytesRead } = await this.#file.read(buffer, 0, readBytes, position)
      if (bytesRead === 0) return hash.digest('hex')
      hash.update(buffer.subarray(0, bytesRead))
      position += bytesRead
    }
  }

  /** Flushes and closes the file. The state file stays until `removePart`. */
  async finish(): Promise<void> {
    await this.#flushing
    if (this.#failure !== null) throw this.#failure
    await flushFile(this.#file)
    await this.#stateFile?.appendFile(wholeLine)
    if (this.#stateFile !== null) await flushFile(this.#stateFile)
    await this.#close()
  }

  /** Closes the file so that a later attempt can continue. */
  async keep(): Promise<void> {
    await this.#flushing
    // After a failed flush, the system reports success even for bytes that it has dropped.
    if (this.#failure === null) await this.#flush().catch(() => undefined)
    await this.#close()
  }

  /** Closes and removes the file. */
  async discard(): Promise<void> {
    await this.#flushing
    await this.#close()
    await removePart(this.path)
  }

  async #flush(): Promise<void> {
    const noted = this.#noted
    this.#noted = []
    if (noted.length === 0 || this.#stateFile === null) return
    await flushFile(this.#file)
    await this.#stateFile.appendFile(doneLine(noted))
    await flushFile(this.#stateFile)
    this.#flushedAt = performance.now()
  }

  async #close(): Promise<void> {
    await this.#direct?.close().catch(() => undefined)
    await this.#file.close().catch(() => undefined)
    await this.#stateFile?.close().catch(() => undefined)
  }
}

function statePath(path: string): string {
  return `${path}.state`
}
