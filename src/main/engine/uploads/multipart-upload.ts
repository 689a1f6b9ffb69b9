import { EngineError, throwIfCancelled } from '../errors/engine-error.ts'
import { findUpload, wasCompleted } from './multipart-resume.ts'
import { PartUploader, type StartedUpload } from './part-uploader.ts'
import { partBytes } from './part-plan.ts'
import type { OpenUpload } from '../aws/s3/open-upload.ts'
import { awsErrorName, type S3Uploads } from '../aws/s3/s3-uploads.ts'
import type { S3Objects } from '../aws/s3/s3-objects.ts'
import type { RestartReason, StoreOptions, StoreTarget } from './put-options.ts'
import type { SourceFile } from './source-file.ts'

const cleanUpMs = 10_000

/** Uploads one file as one object, in parts. */
export class MultipartUpload {
  readonly #store: S3Objects
  readonly #uploads: S3Uploads
  readonly #target: StoreTarget
  readonly #file: SourceFile
  readonly #options: StoreOptions

  constructor(
    calls: { readonly store: S3Objects; readonly uploads: S3Uploads },
    target: StoreTarget,
    file: SourceFile,
    options: StoreOptions,
  ) {
    this.#store = calls.store
    this.#uploads = calls.uploads
    this.#target = target
    this.#file = file
    this.#options = options
  }

  /**
   * Sends the parts and completes the upload. A resumable upload continues the one that the same transfer
   * started. The file must not change before the upload is completed. After a failure, parts are kept only if
   * a later call can continue.
   *
   * @throws EngineError `FILE_*`, `CHECKSUM_MISMATCH`, `CANCELLED`, and errors from S3.
   */
  async run(): Promise<void> {
    const previous = await findUpload(this.#uploads, this.#target, this.#file, this.#options)
    if (previous?.state === 'outdated') await this.#drop(previous.upload, 'file-changed')
    let upload = previous === null || previous.state === 'outdated' ? await this.#begin() : previous.upload
    let isGone = previous?.state === 'gone'
    for (let mayStartOver = true; ; mayStartOver = false) {
      const uploader = new PartUploader(this.#uploads, upload, this.#file, this.#options)
      if (!isGone && (await this.#completes(upload, uploader, mayStartOver))) return this.#end(upload)
      const { keyIsNew } = this.#target
      if (await wasCompleted(this.#store, upload, uploader, this.#file, keyIsNew, this.#options)) {
        return this.#end(upload)
      }
      await this.#drop(upload, 'parts-gone')
      upload = await this.#begin()
      isGone = false
    }
  }

  /** Returns false if the server has lost parts and the upload may start over. */
  async #completes(upload: StartedUpload, uploader: PartUploader, mayStartOver: boolean): Promise<boolean> {
    const { signal } = this.#options
    let mayHaveStored = false
    try {
      await uploader.send()
      await this.#file.check()
      throwIfCancelled(signal)
      mayHaveStored = true
      await this.#uploads.complete(upload, uploader.parts, () => uploader.crc32(), { signal })
      if (uploader.hasDoubt) await this.#uploads.confirm(upload, await uploader.crc32(), { signal })
      return true
    } catch (error) {
      if (mayStartOver && ['NoSuchUpload', 'InvalidPart'].includes(awsErrorName(error))) return false
      await this.#giveUp(upload, error, mayHaveStored)
      throwIfCancelled(signal)
      throw error
    }
  }

  async #begin(): Promise<StartedUpload> {
    const { bucket, key } = this.#target
    const { signal, notes } = this.#options
    const uploadId = await this.#uploads.begin(bucket, key, this.#target, { signal })
    const partSize = partBytes(this.#file.size)
    const upload = { bucket, key, uploadId, partSize, done: [], listed: new Map() }
    try {
      const { transferId = '', connectionId = '' } = notes ?? {}
      const file = this.#file.identity
      const createdAt = Date.now()
      await notes?.journal.begin({
        uploadId,
        transferId,
        connectionId,
        bucket,
        key,
        partSize,
        file,
        createdAt,
      })
    } catch (error) {
      // Without its record, nobody could find it again.
      await this.#remove(upload)
      throw error
    }
    return upload
  }

  async #giveUp(upload: OpenUpload, error: unknown, mayHaveStored: boolean): Promise<void> {
    const code = error instanceof EngineError ? error.code : null
    const isUseless = code === 'FILE_CHANGED' || (code === 'CHECKSUM_MISMATCH' && mayHaveStored)
    if (this.#options.notes?.isResumable && !isUseless) return
    await this.#remove(upload)
    if (!mayHaveStored) return
    const { bucket, key, keyIsNew } = this.#target
    // A rejected request leaves the previous object. After a wrong checksum, the object is from this upload,
    // and damaged.
    const isDamaged = code === 'CHECKSUM_MISMATCH' && (error as EngineError).cause === undefined
    if (!keyIsNew && !isDamaged) return
    await this.#store.remove(bucket, key, { signal: AbortSignal.timeout(cleanUpMs) }).catch(() => undefined)
  }

  async #drop(upload: OpenUpload, reason: RestartReason): Promise<void> {
    await this.#remove(upload)
    this.#options.onRestart?.(reason)
  }

  /** Best effort, even after the caller's signal has fired. What is left is in the journal and is removed later. */
  async #remove(upload: OpenUpload): Promise<void> {
    try {
      await this.#uploads.abort(upload, { signal: AbortSignal.timeout(cleanUpMs) })
      await this.#end(upload)
    } catch {
      // Until then, the parts cost a little.
    }
  }

  async #end({ uploadId }: OpenUpload): Promise<void> {
    await this.#options.notes?.journal.end(uploadId)
  }
}
