import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { EngineError } from '../errors/engine-error.ts'
import type { Payload, PayloadInfo, ObjectSource } from '../aws/s3/object-source.ts'
import { checkMd5 } from './md5-check.ts'
import type { PartFile } from './part-file.ts'
import { RangesUnsupportedError } from './range-reader.ts'
import { rangedFromBytes } from './range-plan.ts'
import { downloadRanges, isRanged } from './ranged-download.ts'
import type { RangedInfo, RangedOptions } from './ranged-download.ts'
import { downloadWhole } from './whole-download.ts'

/**
 * Downloads one object into a part file: a small one in one response, a large one in ranges if the server
 * supports them.
 */
export class ObjectDownload {
  readonly #part: PartFile
  readonly #source: ObjectSource
  readonly #options: RangedOptions

  constructor(part: PartFile, source: ObjectSource, options: RangedOptions) {
    this.#part = part
    this.#source = source
    this.#options = options
  }

  /**
   * Fills the part file and verifies it against the checksums from S3. `likelyBytes` is the expected size, or
   * 0 if unknown. If the object is replaced in the meantime, starts over once.
   *
   * @throws EngineError `OBJECT_CHANGED` the second time, `CHECKSUM_MISMATCH`, `CANCELLED`, errors from the source;
   * `ENOSPC`
   */
  async run(likelyBytes: number): Promise<PayloadInfo> {
    try {
      return await this.#download(likelyBytes)
    } catch (error) {
      const changed = error instanceof EngineError && error.code === 'OBJECT_CHANGED'
      if (!changed || this.#options.signal.aborted) throw error
      await this.#part.empty()
      return await this.#download(likelyBytes)
    }
  }

  async #download(likelyBytes: number): Promise<PayloadInfo> {
    const { signal } = this.#options
    if (likelyBytes <= rangedFromBytes && this.#part.state === null) {
      const payload = await this.#source.read(null, null, signal)
      if (!this.#inRanges(payload)) return this.#whole(payload)
      // The object is larger than expected, but little of it has been sent yet.
      payload.stream.destroy()
    }
    const info = await this.#source.describe(signal)
    return this.#inRanges(info) ? this.#ranged(info) : this.#readWhole()
  }

  #inRanges(info: PayloadInfo): info is RangedInfo {
    return isRanged(info) && this.#source.supportsRanges() !== false
  }

  async #ranged(info: RangedInfo): Promise<PayloadInfo> {
    await checkSpace(this.#part.path, info.size - (await this.#part.allocated()))
    try {
      const md5 = await downloadRanges(this.#part, this.#source, info, this.#options)
      await checkMd5(this.#source, info, md5, this.#options)
      return info
    } catch (error) {
      if (!(error instanceof RangesUnsupportedError)) throw error
      return this.#readWhole()
    }
  }

  /** Requests the length if a response omits it. */
  async #sized(payload: Payload): Promise<Payload> {
    const info = await this.#source.describe(this.#options.signal).catch((error: unknown) => {
      payload.stream.destroy()
      throw error
    })
    const isSame = info.size > 0 && info.etag === payload.etag
    return isSame ? { ...payload, size: info.size, isSized: true } : payload
  }

  async #readWhole(): Promise<PayloadInfo> {
    await this.#part.empty()
    return this.#whole(await this.#source.read(null, null, this.#options.signal))
  }

  async #whole(opened: Payload): Promise<PayloadInfo> {
    const payload = opened.isSized ? opened : await this.#sized(opened)
    try {
      await checkSpace(this.#part.path, payload.size)
    } catch (error) {
      payload.stream.destroy()
      throw error
    }
    const { size, md5 } = await downloadWhole(this.#part, payload, this.#options)
    await checkMd5(this.#source, payload, md5, this.#options)
    return { ...payload, size }
  }
}

async function checkSpace(path: string, bytes: number): Promise<void> {
  // Some network drives report a wrong size or none.
  const disk = await statfs(dirname(path)).catch(() => null)
  if (disk !== null && disk.blocks > 0 && disk.bavail * disk.bsize < bytes) {
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
  }
}
