import { mapConcurrent } from '../../async/map-concurrent.ts'
import type { EngineError } from '../../errors/engine-error.ts'
import { toEngineError } from '../../errors/to-engine-error.ts'
import { identify, type FileIdentity } from '../../files/file-identity.ts'
import type { SmallFileReader } from '../../files/small-file-reader.ts'
import type { UploadTransfer } from './upload-transfer.ts'

const filesAtOnce = 256
/** The plans of a piece are written, shown and uploaded while the next files are read. */
const filesPerPiece = 256

interface Waiting {
  readonly upload: UploadTransfer
  readonly resolve: (error: EngineError | null) => void
}

/**
 * Plans uploads in pieces. The files of a piece are read in parallel, then their plans are written in one
 * turn, so that the journal needs one flush for them.
 */
export class UploadPlanner {
  readonly #reader: Pick<SmallFileReader, 'identify'> | undefined
  #waiting: Waiting[] = []
  /** The pieces are read one after another, because pieces that shared the reader would all be ready at the end. */
  #reading: Promise<void> | null = null
  readonly #writing = new Set<Promise<void>>()

  /** `reader` identifies the files in its own thread. */
  constructor(reader?: Pick<SmallFileReader, 'identify'>) {
    this.#reader = reader
  }

  /** Resolves with `null` once the plan is on disk, or with the reason why it could not be made. */
  add(upload: UploadTransfer): Promise<EngineError | null> {
    return new Promise((resolve) => {
      this.#waiting.push({ upload, resolve })
      this.#reading ??= this.#readAll()
    })
  }

  /** Resolves once everything added so far is on disk or could not be planned. */
  async settled(): Promise<void> {
    while (this.#reading !== null || this.#writing.size > 0) {
      await (this.#reading ?? Promise.all(this.#writing))
    }
  }

  async #readAll(): Promise<void> {
    // Files that are added in the same turn share a piece.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const piece = this.#waiting.slice(0, filesPerPiece)
      this.#waiting = this.#waiting.slice(filesPerPiece)
      const identities = await mapConcurrent(piece, filesAtOnce, ({ upload }) => this.#identify(upload))
      const writing: Promise<void> = write(piece, identities).then(() => void this.#writing.delete(writing))
      this.#writing.add(writing)
    }
    this.#reading = null
  }

  async #identify({ path, knownIdentity }: UploadTransfer): Promise<FileIdentity | EngineError> {
    return (
      knownIdentity ?? (await this.#reader?.identify(path)) ?? (await identify(path).catch(toEngineError))
    )
  }
}

async function write(
  piece: readonly Waiting[],
  identities: readonly (FileIdentity | EngineError)[],
): Promise<void> {
  await Promise.all(
    piece.map(async ({ upload, resolve }, index) => {
      const identity = identities[index]
      if (identity === undefined || identity instanceof Error) return resolve(identity ?? null)
      resolve(await upload.plan(identity).then(() => null, toEngineError))
    }),
  )
}
