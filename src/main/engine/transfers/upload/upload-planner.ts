import { Batcher } from '../../async/batcher.ts'
import { mapConcurrent } from '../../async/map-concurrent.ts'
import type { EngineError } from '../../errors/engine-error.ts'
import { toEngineError } from '../../errors/to-engine-error.ts'
import { identify, type FileIdentity } from '../../files/file-identity.ts'
import type { SmallFileReader } from '../../files/small-file-reader.ts'
import type { UploadTransfer } from './upload-transfer.ts'

const filesAtOnce = 256
/** The plans of a slice are written, and shown in the list of jobs, while the next files are read. */
const filesPerPiece = 512

/**
 * Plans uploads in batches. The files of a batch are read in parallel, then their plans are written in one
 * turn, so that the journal needs one flush for them. Large batches are handled in slices, so that the first
 * rows show at once.
 */
export class UploadPlanner {
  readonly #batcher = new Batcher<UploadTransfer, EngineError | null>({
    wait: 'microtask',
    // Batches that shared the reader would all be ready at the end.
    oneAtATime: true,
    run: (uploads) => this.#plan(uploads),
  })
  readonly #reader: Pick<SmallFileReader, 'identify'> | undefined

  /** `reader` identifies the files in its own thread. */
  constructor(reader?: Pick<SmallFileReader, 'identify'>) {
    this.#reader = reader
  }

  /** Resolves with `null` once the plan is on disk, or with the reason why it could not be made. */
  add(upload: UploadTransfer): Promise<EngineError | null> {
    return this.#batcher.add(upload).catch(toEngineError)
  }

  /** Resolves once everything added so far is on disk or could not be planned. */
  settled(): Promise<void> {
    return this.#batcher.settled()
  }

  async #plan(uploads: readonly UploadTransfer[]): Promise<(EngineError | null)[]> {
    const pieces: Promise<(EngineError | null)[]>[] = []
    for (let start = 0; start < uploads.length; start += filesPerPiece) {
      const piece = uploads.slice(start, start + filesPerPiece)
      pieces.push(this.#write(piece, await this.#identify(piece)))
    }
    return (await Promise.all(pieces)).flat()
  }

  #identify(uploads: readonly UploadTransfer[]): Promise<(FileIdentity | EngineError)[]> {
    return mapConcurrent(
      uploads,
      filesAtOnce,
      async ({ path, knownIdentity }) =>
        knownIdentity ?? (await this.#reader?.identify(path)) ?? identify(path).catch(toEngineError),
    )
  }

  #write(
    uploads: readonly UploadTransfer[],
    identities: readonly (FileIdentity | EngineError)[],
  ): Promise<(EngineError | null)[]> {
    return Promise.all(
      uploads.map(async (upload, index) => {
        const identity = identities[index]
        if (identity === undefined || identity instanceof Error) return identity ?? null
        return upload.plan(identity).then(() => null, toEngineError)
      }),
    )
  }
}
