import { combineCrc32 } from '../checksums/crc32-combine.ts'
import { crc32Number, crc32Text } from '../checksums/crc32.ts'
import { throwIfCancelled } from '../errors/engine-error.ts'
import { md5InSlices, plainMd5 } from '../checksums/etag.ts'
import { bufferPool } from './buffer-pool.ts'
import { partsOf, type PartRange } from './part-plan.ts'
import { damagedPart, withRetries } from '../aws/transport/transfer-retries.ts'
import type { ListedPart, OpenUpload, S3Uploads } from '../aws/s3/s3-uploads.ts'
import type { StoreOptions } from './put-options.ts'
import type { UploadedPart } from '../aws/s3/uploaded-part.ts'
import { noLimits } from '../limits/transfer-limits.ts'
import type { SourceFile } from './source-file.ts'

/** What of a multipart upload lies on the server. */
export type StartedUpload = OpenUpload & {
  /** Bytes of every part but the last. */
  readonly partSize: number
  /** Parts that need not be sent. */
  readonly done: readonly UploadedPart[]
  /** Parts that the server has and that nobody noted here. */
  readonly listed: ReadonlyMap<number, ListedPart>
}

/** With 8 MiB each they are all that may be in flight: fewer would wait idle for a distant server. */
const partsAtOnce = 6

/** Sends the parts of one file, six at a time, each read into a buffer that is used again. */
export class PartUploader {
  readonly #uploads: S3Uploads
  readonly #upload: StartedUpload
  readonly #file: SourceFile
  readonly #options: StoreOptions
  readonly #ranges: readonly PartRange[]
  readonly #done = new Map<number, UploadedPart>()
  readonly #checksums = new Map<number, number>()
  /** Bytes of each part under way. */
  readonly #sent = new Map<number, number>()
  /** Bytes of all parts that the server has: 10,000 parts cannot be added up at each slice. */
  #doneBytes = 0

  constructor(uploads: S3Uploads, upload: StartedUpload, file: SourceFile, options: StoreOptions) {
    this.#uploads = uploads
    this.#upload = upload
    this.#file = file
    this.#options = options
    this.#ranges = partsOf(file.size, upload.partSize)
    for (const part of upload.done) {
      this.#done.set(part.number, part)
      this.#doneBytes += part.size
      if (part.crc32 !== null) this.#checksums.set(part.number, crc32Number(part.crc32))
    }
  }

  /** The parts that the server has, in their order. */
  get parts(): readonly UploadedPart[] {
    return [...this.#done.values()].toSorted((one, other) => one.number - other.number)
  }

  /** Whether the server has all parts. */
  get hasAll(): boolean {
    return this.#done.size === this.#ranges.length
  }

  /** Sends what is missing. The first failure ends the others, and is thrown when they have ended. */
  async send(): Promise<void> {
    const { signal } = this.#options
    const failed = new AbortController()
    const failures: unknown[] = []
    const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal
    const missing = this.#ranges.filter(({ number }) => !this.#done.has(number)).values()
    const work = async (): Promise<void> => {
      try {
        for (const place of missing) await this.#sendPart(place, either)
      } catch (error) {
        failures.push(error)
        failed.abort()
      }
    }
    this.#reportProgress()
    await Promise.all(Array.from({ length: partsAtOnce }, work))
    if (failures.length > 0) throw failures[0]
  }

  /** The CRC-32 of the whole file in base64; reads what of it nobody has summed up yet. */
  async crc32(): Promise<string> {
    const { signal } = this.#options
    let whole = 0
    for (const place of this.#ranges) {
      throwIfCancelled(signal)
      const sum =
        this.#checksums.get(place.number) ?? (await this.#withPart(place, undefined, (_, read) => read))
      whole = combineCrc32(whole, sum, place.size)
    }
    return crc32Text(whole)
  }

  async #sendPart(place: PartRange, signal: AbortSignal): Promise<void> {
    const { number } = place
    const { notes } = this.#options
    const part = await this.#withPart(place, signal, async (bytes, sum) => {
      const known = await this.#knownPart(place, bytes, crc32Text(sum))
      return known ?? this.#deliver(place, bytes, sum, signal)
    }).finally(() => this.#sent.delete(number))
    this.#done.set(number, part)
    this.#doneBytes += part.size
    if (notes?.isResumable) notes.journal.part(this.#upload.uploadId, part)
    this.#reportProgress()
  }

  /** What a part that the server listed is worth: it has to be what lies in the file. */
  async #knownPart(place: PartRange, bytes: Uint8Array, crc32: string): Promise<UploadedPart | null> {
    const listed = this.#upload.listed.get(place.number)
    if (listed?.size !== place.size) return null
    const same = listed.crc32
      ? listed.crc32 === crc32
      : plainMd5({ ETag: listed.etag }) === (await md5InSlices(bytes))
    return same ? { number: place.number, size: place.size, etag: listed.etag, crc32: listed.crc32 } : null
  }

  async #deliver(
    { number }: PartRange,
    bytes: Uint8Array,
    sum: number,
    signal: AbortSignal,
  ): Promise<UploadedPart> {
    const { limits } = this.#options
    const body = {
      bytes,
      crc32: crc32Text(sum),
      onSent: (sent: number) => {
        this.#sent.set(number, sent)
        this.#reportProgress()
      },
      pace: limits && ((slice: number) => limits.pace(slice, signal)),
    }
    return withRetries(damagedPart, signal, () =>
      this.#uploads.sendPart(this.#upload, number, body, { signal }),
    )
  }

  async #withPart<T>(
    { number, start, size }: PartRange,
    signal: AbortSignal | undefined,
    work: (bytes: Uint8Array, sum: number) => T | Promise<T>,
  ): Promise<T> {
    const { limits = noLimits } = this.#options
    const release = await limits.reserve(size, signal ?? new AbortController().signal)
    const buffer = bufferPool.take(this.#upload.partSize)
    try {
      signal?.throwIfAborted()
      const bytes = buffer.subarray(0, size)
      const sum = await this.#file.read(bytes, start)
      this.#checksums.set(number, sum)
      signal?.throwIfAborted()
      return await work(bytes, sum)
    } finally {
      bufferPool.release(buffer)
      release()
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
