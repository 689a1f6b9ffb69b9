import { mapConcurrent } from '../../async/map-concurrent.ts'
import type { EngineError } from '../../errors/engine-error.ts'
import { toEngineError } from '../../errors/to-engine-error.ts'
import { identify, type FileIdentity } from '../../files/file-identity.ts'
import type { SmallFileReader } from '../../files/small-file-reader.ts'
import type { UploadTransfer } from './upload-transfer.ts'

const filesAtOnce = 256
/** One batch's plans are written, shown and uploaded while the next one's files are read. */
const filesPerBatch = 256

/** An upload to plan, and what its owner needs with it. */
interface NewUpload {
  readonly work: UploadTransfer
}

/** Uploads that are planned together. */
interface Batch<U> {
  readonly uploads: U[]
  /** Shared by all of them, because thousands may wait. */
  readonly planning: Promise<void>
  readonly end: () => void
}

/**
 * Plans uploads in batches. The files of a batch are read in parallel, then their plans are written in one
 * turn, so that the journal needs one flush for them.
 */
export class UploadPlanner<U extends NewUpload> {
  readonly #reader: Pick<SmallFileReader, 'identify'> | undefined
  readonly #onPlanned: (upload: U, planning: Promise<void>, error: EngineError | null) => void
  /** In order. Only the last one may have room. */
  #waiting: Batch<U>[] = []
  /** Batches are read one after another, because batches that shared the reader would all be ready only at the end. */
  #reading: Promise<void> | null = null
  readonly #writing = new Set<Promise<void>>()

  /**
   * `onPlanned` is called for each upload whose plan is on disk, or with the reason why it could not be made,
   * and with the promise from {@link add}. `reader` identifies the files in its own thread.
   */
  constructor(
    onPlanned: (upload: U, planning: Promise<void>, error: EngineError | null) => void,
    reader?: Pick<SmallFileReader, 'identify'>,
  ) {
    this.#onPlanned = onPlanned
    this.#reader = reader
  }

  /** Resolves after `onPlanned` was called for the upload and the rest of its batch. */
  add(upload: U): Promise<void> {
    const { uploads, planning } = this.#batchWithRoom()
    uploads.push(upload)
    this.#reading ??= this.#readAll()
    return planning
  }

  /** Resolves once everything added so far is on disk or could not be planned. */
  async settled(): Promise<void> {
    while (this.#reading !== null || this.#writing.size > 0) {
      await (this.#reading ?? Promise.all(this.#writing))
    }
  }

  #batchWithRoom(): Batch<U> {
    const last = this.#waiting.at(-1)
    if (last !== undefined && last.uploads.length < filesPerBatch) return last
    const { promise: planning, resolve: end } = Promise.withResolvers<void>()
    const batch = { uploads: [], planning, end }
    this.#waiting.push(batch)
    return batch
  }

  async #readAll(): Promise<void> {
    // Files that are added in the same turn share a batch.
    await Promise.resolve()
    for (let batch = this.#waiting.shift(); batch !== undefined; batch = this.#waiting.shift()) {
      const identities = await mapConcurrent(batch.uploads, filesAtOnce, ({ work }) => this.#identify(work))
      const writing: Promise<void> = this.#write(batch, identities).then(
        () => void this.#writing.delete(writing),
      )
      this.#writing.add(writing)
    }
    this.#reading = null
  }

  async #write(batch: Batch<U>, identities: readonly (FileIdentity | EngineError)[]): Promise<void> {
    const errors = await Promise.all(
      batch.uploads.map(async ({ work }, index) => {
        const identity = identities[index]
        if (identity === undefined || identity instanceof Error) return identity ?? null
        return work.plan(identity).then(() => null, toEngineError)
      }),
    )
    for (const [index, upload] of batch.uploads.entries())
      this.#onPlanned(upload, batch.planning, errors[index] ?? null)
    batch.end()
  }

  async #identify({ path, knownIdentity }: UploadTransfer): Promise<FileIdentity | EngineError> {
    return (
      knownIdentity ?? (await this.#reader?.identify(path)) ?? (await identify(path).catch(toEngineError))
    )
  }
}
