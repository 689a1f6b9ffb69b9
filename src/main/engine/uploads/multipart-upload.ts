import { EngineError, throwIfCancelled } from '../errors/engine-error.ts'
import { findUpload, wasCompleted } from './multipart-resume.ts'
import { PartUploader, type StartedUpload } from './part-uploader.ts'
import { partBytes } from './part-plan.ts'
import { awsErrorName, type OpenUpload, type S3Uploads } from '../aws/s3/s3-uploads.ts'
import type { S3Objects } from '../aws/s3/s3-objects.ts'
import type { RestartReason, StoreOptions, StoreTarget } from './put-options.ts'
import type { SourceFile } from './source-file.ts'

const cleanUpMs = 10_000

/** One file on its way to one object, in parts. */
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
   * Sends the parts and puts them together; a resumable one continues what the same transfer began. The file must
   * not have changed before its object is made. A failure leaves parts only where a later call can go on with them.
   * @throws EngineError `FILE_*`, `CHECKSUM_MISMATCH`, `CANCELLED`, and what S3 answers.
   */
  async run(): Promise<void> {
    const former = await findUpload(this.#uploads, this.#target, this.#file, this.#options)
    if (former?.state === 'outdated') await this.#drop(former.upload, 'file-changed')
    let upload = former === null || former.state === 'outdated' ? await this.#begin() : former.upload
    let isGone = former?.state === 'gone'
    for (let mayBeginAgain = true; ; mayBeginAgain = false) {
      const sender = new PartUploader(this.#uploads, upload, this.#file, this.#options)
      if (!isGone && (await this.#finishes(upload, sender, mayBeginAgain))) return this.#end(upload)
      const { keyIsNew } = this.#target
      if (await wasCompleted(this.#store, upload, sender, this.#file, keyIsNew, this.#options)) {
        return this.#end(upload)
      }
      await this.#drop(upload, 'parts-gone')
      upload = await this.#begin()
      isGone = false
    }
  }

  /** False when the server has not all it was sent, and the upload may begin again. */
  async #finishes(upload: StartedUpload, sender: PartUploader, mayBeginAgain: boolean): Promise<boolean> {
    const { signal } = this.#options
    let mayHaveStored = false
    try {
      await sender.send()
      await this.#file.check()
      throwIfCancelled(signal)
      mayHaveStored = true
      await this.#uploads.complete(upload, sender.parts, () => sender.crc32(), { signal })
      return true
    } catch (error) {
      if (mayBeginAgain && ['NoSuchUpload', 'InvalidPart'].includes(awsErrorName(error))) return false
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
      // Nobody could find it again.
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
    // A refusal leaves what the key had; an answer that does not fit means that it is ours and damaged.
    const isDamaged = code === 'CHECKSUM_MISMATCH' && (error as EngineError).cause === undefined
    if (!keyIsNew && !isDamaged) return
    await this.#store.remove(bucket, key, { signal: AbortSignal.timeout(cleanUpMs) }).catch(() => undefined)
  }

  async #drop(upload: OpenUpload, reason: RestartReason): Promise<void> {
    await this.#remove(upload)
    this.#options.onRestart?.(reason)
  }

  /** Best effort, and whatever the caller's signal says: what stays is in the journal, to be removed later. */
  async #remove(upload: OpenUpload): Promise<void> {
    try {
      await this.#uploads.abort(upload, { signal: AbortSignal.timeout(cleanUpMs) })
      await this.#end(upload)
    } catch {
      // It costs a little, and no more.
    }
  }

  async #end({ uploadId }: OpenUpload): Promise<void> {
    await this.#options.notes?.journal.end(uploadId)
  }
}
