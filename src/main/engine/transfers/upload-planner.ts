import { EngineError } from '../errors/engine-error.ts'
import type { FileReader } from '../files/small-file-reader.ts'
import { inParallel } from '../async/map-concurrent.ts'
import { identify } from '../files/file-identity.ts'
import { toEngineError } from '../errors/to-engine-error.ts'
import type { Upload } from './upload-transfer.ts'

const looksAtOnce = 256

interface Wish {
  readonly upload: Upload
  readonly planned: (error: EngineError | null) => void
}

/**
 * Plans uploads together: what is handed in during one turn of the event loop is looked at in parallel, and then
 * written down in one turn, so that a journal needs one flush for all of it.
 */
export class Planning {
  #wishes: Wish[] = []
  #gathering = false
  readonly #batches = new Set<Promise<void>>()
  readonly #reader: Pick<FileReader, 'identify'> | undefined

  /** `reader` looks at the files aside of the main thread. */
  constructor(reader?: Pick<FileReader, 'identify'>) {
    this.#reader = reader
  }

  /** Resolves once its plan is on disk, with the reason where it could not be made. */
  add(upload: Upload): Promise<EngineError | null> {
    return new Promise((planned) => {
      this.#wishes.push({ upload, planned })
      if (this.#gathering) return
      this.#gathering = true
      const batch = Promise.resolve().then(() => this.#plan())
      this.#batches.add(batch)
      void batch.then(() => this.#batches.delete(batch))
    })
  }

  /** Resolves once all that was handed in so far is on disk, or could not be planned. */
  async done(): Promise<void> {
    await Promise.all(this.#batches)
  }

  async #plan(): Promise<void> {
    const wishes = this.#wishes
    this.#wishes = []
    this.#gathering = false
    const looks = await inParallel(
      wishes,
      looksAtOnce,
      async ({ upload: { path } }) =>
        (await this.#reader?.identify(path)) ?? identify(path).catch(toEngineError),
    )
    await Promise.all(
      wishes.map(async ({ upload, planned }, index) => {
        const look = looks[index]
        if (look === undefined || look instanceof EngineError) return planned(look ?? null)
        planned(await upload.plan(look).then(() => null, toEngineError))
      }),
    )
  }
}
