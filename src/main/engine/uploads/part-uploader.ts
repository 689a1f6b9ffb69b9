import { combineCrc32 } from '../checksums/crc32-combine.ts'
import { crc32Number, crc32Text } from '../checksums/crc32.ts'
import { throwIfCancelled } from '../errors/engine-error.ts'
import { md5InSlices, plainMd5 } from '../checksums/etag.ts'
import { bufferPool } from './buffer-pool.ts'
import { partsOf, type PartRange } from './part-plan.ts'
import { damagedPart, withRetries } from '../aws/transport/transfer-retries.ts'
import type { OpenUpload } from '../aws/s3/open-upload.ts'
import type { ListedPart, S3Uploads } from '../aws/s3/s3-uploads.ts'
import { BodyNotInMemoryError, type FileBody } from '../aws/transport/file-body.ts'
import type { BodyFlow, PacedBody } from '../aws/transport/paced-body.ts'
import type { StoreOptions } from './put-options.ts'
import type { UploadedPart } from '../aws/s3/uploaded-part.ts'
import { ByteSemaphore } from '../limits/byte-semaphore.ts'
import { noLimits } from '../limits/transfer-limits.ts'
import type { SourceFile } from './source-file.ts'

/** A multipart upload and its parts on the server. */
export type StartedUpload = OpenUpload & {
  /** The size of every part except the last, in bytes. */
  readonly partSize: number
  /** Parts that do not have to be resent. */
  readonly done: readonly UploadedPart[]
  /** Parts that the server lists, but the journal has lost. */
  readonly listed: ReadonlyMap<number, ListedPart>
}

/** With fewer, the upload would wait for a distant server's responses. */
const partsAtOnce = 16
/** Fewer, because each of them takes a buffer of at least 8 MiB. */
const partsInMemory = 6
/**
 * A part sent from its file needs hardly any memory. It still takes this much of the shared budget, so that
 * all transfers together send at most 16 parts at once. Of parts in memory, six of 8 MiB fit into the budget.
 */
const shareOfFileBytes = 3 * 1_048_576

/** Sends the parts of one file, several at a time: from the file, or from reused buffers. */
export class PartUploader {
  readonly #uploads: S3Uploads
  readonly #upload: StartedUpload
  readonly #file: SourceFile
  readonly #options: StoreOptions
  readonly #ranges: readonly PartRange[]
  readonly #done = new Map<number, UploadedPart>()
  readonly #checksums = new Map<number, number>()
  #hasDoubt = false
  /** True if parts have to be sent from memory. */
  #needsMemory: boolean
  /** Bounds this upload's buffers, even without limits. */
  readonly #memory: ByteSemaphore
  /** The bytes sent of each part in flight. */
  readonly #sent = new Map<number, number>()
  /**
   * The bytes of all parts that the server has. Stored, because adding up 10,000 parts for every chunk is too
   * slow.
   */
  #doneBytes = 0

  constructor(uploads: S3Uploads, upload: StartedUpload, file: SourceFile, options: StoreOptions) {
    this.#uploads = uploads
    this.#upload = upload
    this.#file = file
    this.#options = options
    this.#needsMemory = options.threads === undefined
    this.#memory = new ByteSemaphore(partsInMemory * upload.partSize)
    this.#ranges = partsOf(file.size, upload.partSize)
    for (const part of upload.done) {
      this.#done.set(part.number, part)
      this.#doneBytes += part.size
      if (part.crc32 !== null) this.#checksums.set(part.number, crc32Number(part.crc32))
    }
  }

  /** The parts that the server has, by number. */
  get parts(): readonly UploadedPart[] {
    return [...this.#done.values()].toSorted((one, other) => one.number - other.number)
  }

  /** True if a part's ETag was still doubtful after the part was resent, so that the object has to be read back. */
  get hasDoubt(): boolean {
    return this.#hasDoubt
  }

  /** True if the server has all parts. */
  get hasAll(): boolean {
    return this.#done.size === this.#ranges.length
  }

  /** Sends the missing parts. The first failure stops the others and is thrown once they have stopped. */
  async send(): Promise<void> {
    const { signal } = this.#options
    const failed = new AbortController()
    const failures: unknown[] = []
    const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal
    const missing = this.#ranges.filter(({ number }) => !this.#done.has(number)).values()
    const work = async (): Promise<void> => {
      try {
        for (const range of missing) await this.#sendPart(range, either)
      } catch (error) {
        failures.push(error)
        failed.abort()
      }
    }
    this.#reportProgress()
    await Promise.all(Array.from({ length: partsAtOnce }, work))
    if (failures.length > 0) throw failures[0]
  }

  /** Returns the CRC-32 of the whole file in base64. Reads any parts not yet checksummed. */
  async crc32(): Promise<string> {
    const { signal } = this.#options
    let whole = 0
    for (const range of this.#ranges) {
      throwIfCancelled(signal)
      const sum =
        this.#checksums.get(range.number) ??
        (await this.#file.crc32(range.start, range.size, this.#options.threads))
      whole = combineCrc32(whole, sum, range.size)
    }
    return crc32Text(whole)
  }

  async #sendPart(range: PartRange, signal: AbortSignal): Promise<void> {
    const { number } = range
    const { notes } = this.#options
    let attempt = 0
    const part = await withRetries(damagedPart, signal, async () => {
      attempt += 1
      const sent = attempt === 1 ? await this.#sendFromFile(range, signal) : null
      return sent ?? this.#sendFromMemory(range, signal, attempt)
    }).finally(() => this.#sent.delete(number))
    this.#done.set(number, part)
    this.#doneBytes += part.size
    if (notes?.isResumable) notes.journal.part(this.#upload.uploadId, part)
    this.#reportProgress()
  }

  /**
   * Lets a thread read the part twice, for its checksum and to send it. Returns `null` if parts must be sent from
   * memory.
   */
  async #sendFromFile(range: PartRange, signal: AbortSignal): Promise<UploadedPart | null> {
    const { limits = noLimits, threads } = this.#options
    const { start, size } = range
    if (this.#needsMemory) return null
    // With a speed limit, few parts may be in flight, because a pause or a crash loses them.
    const share = limits.stepBytes === Infinity ? Math.min(size, shareOfFileBytes) : size
    const release = await limits.reserve(share, signal)
    try {
      signal.throwIfAborted()
      const sum = await this.#file.crc32(start, size, threads)
      this.#checksums.set(range.number, sum)
      signal.throwIfAborted()
      const md5 = (): Promise<string> => this.#file.md5(start, size)
      const known = await this.#knownPart(range, md5, crc32Text(sum))
      if (known !== null) return known
      const part = { ...this.#file.part(start, size), crc32: sum }
      return await this.#deliver(range, { ...this.#flow(range, sum, signal), part, md5 }, signal, 1)
    } catch (error) {
      if (!(error instanceof BodyNotInMemoryError)) throw error
      this.#needsMemory = true
      return null
    } finally {
      release()
    }
  }

  /** Reads the part into a reused buffer and sends it from there. */
  async #sendFromMemory(range: PartRange, signal: AbortSignal, attempt: number): Promise<UploadedPart> {
    const { threads } = this.#options
    const { start, size } = range
    const release = await this.#reserveMemory(size, signal)
    const buffer = bufferPool.take(this.#upload.partSize)
    try {
      signal.throwIfAborted()
      const bytes = buffer.subarray(0, size)
      const sum = await this.#file.read(bytes, start, threads)
      this.#checksums.set(range.number, sum)
      signal.throwIfAborted()
      const known = await this.#knownPart(range, () => md5InSlices(bytes), crc32Text(sum))
      return (
        known ?? (await this.#deliver(range, { ...this.#flow(range, sum, signal), bytes }, signal, attempt))
      )
    } finally {
      bufferPool.release(buffer)
      release()
    }
  }

  /** Waits until a part may be in memory. Returns a function that releases its bytes. */
  async #reserveMemory(size: number, signal: AbortSignal): Promise<() => void> {
    const { limits = noLimits } = this.#options
    const releaseBuffer = await this.#memory.acquire(this.#upload.partSize, signal)
    try {
      const releaseBytes = await limits.reserve(size, signal)
      return () => {
        releaseBytes()
        releaseBuffer()
      }
    } catch (error) {
      releaseBuffer()
      throw error
    }
  }

  /** Returns the part if the server has it with exactly these bytes, otherwise `null`. */
  async #knownPart(
    range: PartRange,
    md5: () => Promise<string>,
    crc32: string,
  ): Promise<UploadedPart | null> {
    const listed = this.#upload.listed.get(range.number)
    if (listed?.size !== range.size) return null
    const same = listed.crc32 ? listed.crc32 === crc32 : plainMd5({ ETag: listed.etag }) === (await md5())
    return same ? { number: range.number, size: range.size, etag: listed.etag, crc32: listed.crc32 } : null
  }

  async #deliver(
    { number }: PartRange,
    body: PacedBody | FileBody,
    signal: AbortSignal,
    attempt: number,
  ): Promise<UploadedPart> {
    const { threads } = this.#options
    // Resending fixes a part that was damaged in transit, but not an ETag that is not an MD5.
    const onDoubt = (): void => void (this.#hasDoubt = true)
    const doubts = this.#hasDoubt || attempt > 1 ? { onDoubt } : {}
    return this.#uploads.sendPart(this.#upload, number, body, { signal, threads, ...doubts })
  }

  #flow({ number }: PartRange, sum: number, signal: AbortSignal): BodyFlow {
    const { limits } = this.#options
    return {
      crc32: crc32Text(sum),
      onSent: (sent: number) => {
        this.#sent.set(number, sent)
        this.#reportProgress()
      },
      pace: limits && ((slice: number) => limits.pace(slice, signal)),
      stepBytes: limits && (() => limits.stepBytes),
    }
  }

  #reportProgress(): void {
    const { onProgress } = this.#options
    if (!onProgress) return
    let bytes = this.#doneBytes
    for (const sent of this.#sent.values()) bytes += sent
    onProgress(bytes, this.#file.size)
  }
}
