import type { Direction } from '../../../shared/queues.ts'
import { payloadFileName, safeFileName } from '../file-name.ts'
import type { JobQueue } from '../job-queue.ts'
import type { Payload } from '../s3-store.ts'
import { saveFile } from './save-file.ts'
import type { SavedFile, SaveTarget } from './save-file.ts'
import type { TransferChange, TransferWork } from './transfer-record.ts'

/** An object to save. */
export interface SaveObjectRequest {
  readonly queue: JobQueue
  readonly connectionId: string
  readonly direction: Direction
  readonly key: string
  readonly target: SaveTarget
  /** The name wished for, cleaned here; by default made of the object's own fields, else of its key. */
  readonly name?: string
  /** Bytes, where they are known before. */
  readonly bytesTotal?: number | null
  readonly claimId?: string
  /** How the download starts; by default `queue.retrieve(direction, key)`. */
  readonly open?: (signal: AbortSignal) => Promise<Payload>
}

/** What a save needs of the list it is in. */
export interface SavePlace {
  slot(bytes: number | null, signal: AbortSignal): Promise<() => void>
  change(change: TransferChange): void
  saved(file: SavedFile): void
}

/** One object on its way to a file. */
export class Save implements TransferWork {
  readonly name: string
  queue: JobQueue | null
  readonly #request: SaveObjectRequest
  readonly #place: SavePlace

  constructor(request: SaveObjectRequest, place: SavePlace) {
    this.#request = request
    this.#place = place
    this.queue = request.queue
    this.name = request.name === undefined ? payloadFileName({}, request.key) : safeFileName(request.name)
  }

  async run(signal: AbortSignal): Promise<'done'> {
    const { direction, key, target, name, open, bytesTotal } = this.#request
    const queue = this.queue ?? this.#request.queue
    const release = await this.#place.slot(bytesTotal ?? null, signal)
    try {
      this.#place.change({ state: 'running', bytesDone: 0 })
      const saved = await saveFile({
        open: open ?? ((until) => queue.retrieve(direction, key, { signal: until })),
        target,
        name: name ?? ((payload) => payloadFileName(payload.fields, key)),
        signal,
        onProgress: (done, total) => this.#place.change({ bytesDone: done, bytesTotal: total }),
      })
      this.#place.saved(saved)
      this.#place.change({
        name: saved.fileName,
        folder: saved.folder,
        bytesDone: saved.size,
        bytesTotal: saved.size,
      })
      return 'done'
    } finally {
      release()
    }
  }

  undo(): Promise<void> {
    return Promise.resolve()
  }

  forget(): Promise<void> {
    return Promise.resolve()
  }
}
