import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { open, readdir, readFile, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { combineCrc32 } from '../../../engine/checksums/crc32-combine.ts'
import { isMissing, publishDurably, writeAtomically } from '../../durable-files.ts'
import { MalformedBodyError } from '../../http/request-body.ts'
import { S3Error } from '../s3-error.ts'
import { grouped, lengthOf, writeAll, writeGroup } from '../storage/staged-file.ts'

/** A part's stored properties, apart from its bytes. */
export type StoredPart = {
  readonly number: number
  readonly size: number
  /** The MD5, or a longer random number. Without quotes. */
  readonly etag: string
  readonly crc32: number
  /** True if the client sent a CRC-32. */
  readonly told: boolean
  readonly modifiedMs: number
  /** Its offset in the shared file, or `null` if it has its own file. */
  readonly at: number | null
}

/** A part's bytes, and the values known after reading them. */
export type PartContent = {
  read(): AsyncIterable<Buffer>
  readonly crc32: number
  /** True if the client sent a CRC-32. */
  readonly told: boolean
  /** True if the ETag has to be the MD5 of the bytes. */
  readonly needsMd5: boolean
}

/** The properties of the object that the parts will form. */
export type PartsSum = Pick<StoredPart, 'size' | 'etag' | 'crc32' | 'told'>

const wholeName = 'whole'
const notePattern = /^\d+\.json$/
/** Only the last part may be smaller. */
const minPartBytes = 5_000_000
const pieceBytes = 1024 * 1024
const flushEveryBytes = 64 * pieceBytes
/** The length of an ETag that cannot be mistaken for an MD5. */
const otherEtagBytes = 20
const readWrite = constants.O_RDWR | constants.O_CREAT

/**
 * The parts of one unfinished multipart upload. As long as all have the same size and each is sent once, they
 * are written directly to their final position in one file, so that nothing has to be copied at the end.
 */
export class UploadParts {
  readonly #folder: string
  readonly #parts: Map<number, StoredPart>
  readonly #inProgress = new Set<number>()
  /** The size of every part but the last, once it is known. */
  #unit: number | null = null

  private constructor(folder: string, parts: Map<number, StoredPart>) {
    this.#folder = folder
    this.#parts = parts
    for (const { number, at, size } of parts.values()) {
      if (at !== null && number > 1) this.#unit = at / (number - 1)
      else if (at !== null) this.#unit ??= size
    }
  }

  /** Reads the parts in an upload's folder. Throws ENOENT if there is no such folder. */
  static async open(folder: string): Promise<UploadParts> {
    const names = (await readdir(folder)).filter((name) => notePattern.test(name))
    const notes = names.map(
      async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as StoredPart,
    )
    return new UploadParts(folder, new Map((await Promise.all(notes)).map((part) => [part.number, part])))
  }

  /** Returns the parts sorted by number. */
  list(): StoredPart[] {
    return [...this.#parts.values()].toSorted((a, b) => a.number - b.number)
  }

  /** Stores a part. Resolves once it is on disk. `bytes` is the size announced by the client. */
  async put(number: number, payload: PartContent, bytes: number): Promise<StoredPart> {
    const at = this.#offsetFor(number, bytes)
    if (at === null) return this.#putSeparately(number, payload, bytes)
    this.#inProgress.add(number)
    try {
      const written = await this.#write(join(this.#folder, wholeName), at, payload, bytes)
      return await this.#note({ number, at, ...written })
    } finally {
      this.#inProgress.delete(number)
    }
  }

  /** Returns the properties of the object formed by these parts in this order. */
  sum(numbers: readonly number[]): PartsSum {
    const parts = this.#known(numbers)
    const digests = createHash('md5')
    let [size, crc32] = [0, 0]
    for (const part of parts) {
      size += part.size
      crc32 = combineCrc32(crc32, part.crc32, part.size)
      digests.update(part.etag, 'hex')
    }
    const etag = `${digests.digest('hex')}-${parts.length}`
    return { size, etag, crc32, told: parts.every(({ told }) => told) }
  }

  /** Joins these parts and `end` in one file, flushes it and returns its path. */
  async join(numbers: readonly number[], end: Buffer): Promise<string> {
    const parts = this.#known(numbers)
    const { size } = this.sum(numbers)
    let [offset, isInPlace] = [0, true]
    for (const part of parts) {
      isInPlace &&= part.at === offset
      offset += part.size
    }
    const path = join(this.#folder, isInPlace ? wholeName : `joined.${randomUUID()}`)
    // If the shared file is gone, a previous process turned it into the object and died before removing the rest.
    const file = await open(path, isInPlace ? 'r+' : 'wx+', 0o600).catch((error: unknown) => {
      throw isMissing(error) ? noSuchUpload() : error
    })
    try {
      if (!isInPlace) await this.#copy(parts, file)
      if ((await file.stat()).size < size) throw noSuchUpload()
      await file.truncate(size)
      await writeAll(file, end, size)
      await file.datasync()
    } finally {
      await file.close()
    }
    return path
  }

  #known(numbers: readonly number[]): StoredPart[] {
    return numbers.flatMap((number) => this.#parts.get(number) ?? [])
  }

  /**
   * A part that is stored or being sent must survive a failed second attempt, so a second attempt gets a
   * separate file.
   */
  #offsetFor(number: number, bytes: number): number | null {
    if (this.#parts.has(number) || this.#inProgress.has(number)) return null
    if (number === 1 || bytes >= minPartBytes) this.#unit ??= bytes
    return this.#unit === null || bytes > this.#unit ? null : (number - 1) * this.#unit
  }

  async #putSeparately(number: number, payload: PartContent, bytes: number): Promise<StoredPart> {
    const path = join(this.#folder, `${number}.${randomUUID()}`)
    try {
      const written = await this.#write(path, 0, payload, bytes)
      await publishDurably(path, join(this.#folder, String(number)))
      return await this.#note({ number, at: null, ...written })
    } catch (error) {
      await rm(path, { force: true })
      throw error
    }
  }

  async #write(
    path: string,
    at: number,
    payload: PartContent,
    bytes: number,
  ): Promise<Omit<StoredPart, 'number' | 'at'>> {
    const file = await open(path, readWrite, 0o600)
    try {
      const md5 = payload.needsMd5 ? createHash('md5') : null
      let size = 0
      for await (const group of grouped(payload.read())) {
        const length = lengthOf(group)
        // It would overwrite the next part.
        if (size + length > bytes) throw new MalformedBodyError('The body is longer than announced.')
        if (md5 !== null) for (const piece of group) md5.update(piece)
        await writeGroup(file, group, at + size)
        size += length
      }
      await file.datasync()
      const { crc32, told } = payload
      const etag = md5?.digest('hex') ?? randomBytes(otherEtagBytes).toString('hex')
      return { size, etag, crc32, told, modifiedMs: Date.now() }
    } finally {
      await file.close()
    }
  }

  async #note(part: StoredPart): Promise<StoredPart> {
    await writeAtomically(join(this.#folder, `${part.number}.json`), JSON.stringify(part))
    this.#parts.set(part.number, part)
    return part
  }

  async #copy(parts: readonly StoredPart[], into: FileHandle): Promise<void> {
    const buffer = Buffer.allocUnsafeSlow(pieceBytes)
    let position = 0
    for (const { number, at, size } of parts) {
      const from = await open(join(this.#folder, at === null ? String(number) : wholeName), 'r')
      try {
        for (let done = 0; done < size;) {
          const { bytesRead } = await from.read(
            buffer,
            0,
            Math.min(pieceBytes, size - done),
            (at ?? 0) + done,
          )
          if (bytesRead === 0) throw new Error(`Part ${number} ended early.`)
          await writeAll(into, buffer.subarray(0, bytesRead), position)
          done += bytesRead
          position += bytesRead
          // Otherwise the last flush of a large object takes a very long time.
          if (Math.floor(position / flushEveryBytes) > Math.floor((position - bytesRead) / flushEveryBytes)) {
            await into.datasync()
          }
        }
      } finally {
        await from.close()
      }
    }
  }
}

/** S3's error for an upload that was completed, aborted, or never begun. */
export function noSuchUpload(): S3Error {
  return new S3Error('NoSuchUpload', 'The specified multipart upload does not exist.')
}
