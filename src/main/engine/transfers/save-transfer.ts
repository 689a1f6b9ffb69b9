import type { JobFields } from '../../../shared/jobs/job-fields.ts'
import type { Direction } from '../../../shared/queues/queues.ts'
import type { WireError } from '../../../shared/errors.ts'
import { EngineError, toWire } from '../errors/engine-error.ts'
import { payloadFileName, safeFileName } from '../files/safe-file-name.ts'
import { isMisnamedText } from '../files/misnamed-text.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { PlannedSave, SaveJournal, UnfinishedSave } from './transfer-journal.ts'
import { removeAbandonedPart, saveFile } from '../downloads/save-file.ts'
import type { SavedFile, SaveTarget } from '../downloads/save-file.ts'
import type { TransferThreads } from '../aws/threads/transfer-threads.ts'
import { noLimits } from '../limits/transfer-limits.ts'
import type { TransferLimits } from '../limits/transfer-limits.ts'
import type { TransferChange, TransferWork } from './transfer-record.ts'

/** An object to save. */
export interface SaveObjectRequest {
  readonly queue: JobQueue
  readonly connectionId: string
  readonly direction: Direction
  /** Default: the queue's bucket for that direction. */
  readonly bucket?: string
  readonly key: string
  readonly target: SaveTarget
  /** The requested name, which is made safe before use. Default: from the object's fields, otherwise from its key. */
  readonly name?: string
  /** The size in bytes, if known. */
  readonly bytesTotal?: number | null
  readonly claimId?: string
  /** True if the claim deletes its message once the file is on disk. It is only recorded here. */
  readonly acknowledge?: boolean
}

/** What a save gets from the transfer list. */
export interface SaveContext {
  readonly journal: SaveJournal
  /** Default: none. */
  readonly limits?: TransferLimits
  readonly threads?: TransferThreads | undefined
  change(change: TransferChange): void
  saved(file: SavedFile): void
}

/** Returns the journal entry for a request. `now` is in milliseconds since the epoch. */
export function plannedSave(request: SaveObjectRequest, id: string, now: number): PlannedSave {
  const { queue, connectionId, direction, key, target } = request
  return {
    id,
    connectionId,
    queue: queue.config.name,
    direction,
    bucket: request.bucket ?? queue.names.bucket(direction),
    key,
    claimId: request.claimId ?? null,
    acknowledge: request.acknowledge ?? false,
    target,
    name: request.name ?? null,
    bytesTotal: request.bytesTotal ?? null,
    createdAt: now,
  }
}

/**
 * Returns the file name from an object's fields, or from its key if the object is a text that does not match
 * its fields.
 */
function nameOf(fields: JobFields, key: string, head: Uint8Array): string {
  const name = payloadFileName(fields, key)
  return isMisnamedText(name, head) ? payloadFileName({}, key) : name
}

/** One object on its way to a file. */
export class SaveTransfer implements TransferWork {
  readonly name: string
  queue: JobQueue | null
  readonly #plan: PlannedSave
  readonly #context: SaveContext
  #step: 'new' | 'planned' | 'waiting' | 'saved'
  #planning: Promise<void> | null = null
  #partPath: string | null

  /** `unfinished` is the previous session's progress. */
  constructor(plan: PlannedSave, context: SaveContext, queue: JobQueue | null, unfinished?: UnfinishedSave) {
    this.#plan = plan
    this.#context = context
    this.queue = queue
    this.#partPath = unfinished?.partPath ?? null
    this.name = plan.name === null ? payloadFileName({}, plan.key) : safeFileName(plan.name)
    this.#step = unfinished === undefined ? 'new' : unfinished.step === 'planned' ? 'planned' : 'waiting'
  }

  /** Writes the plan to the journal, or records that a paused or failed save continues. */
  plan(): Promise<void> {
    this.#planning ??= this.#writePlan()
    return this.#planning
  }

  get bytesLeft(): number | null {
    return this.#plan.bytesTotal
  }

  async run(signal: AbortSignal): Promise<'done'> {
    const { key, target, bucket, bytesTotal } = this.#plan
    try {
      await this.plan()
      signal.throwIfAborted()
      this.#context.change({ state: 'running', ...(this.#partPath === null && { bytesDone: 0 }) })
      const saved = await saveFile({
        source: this.#connected().source({ bucket, key }),
        target,
        name: this.#plan.name ?? (({ fields }, head) => nameOf(fields, key, head)),
        bytesTotal,
        signal,
        limits: this.#context.limits ?? noLimits,
        threads: this.#context.threads,
        resumable: {
          partPath: this.#partPath,
          notePartFile: async (partPath) => {
            await this.#context.journal.notePartFile(this.#plan.id, partPath)
            this.#partPath = partPath
          },
          saved: ({ path }) => this.#noteSaved(path),
        },
        onProgress: (done, total) => this.#context.change({ bytesDone: done, bytesTotal: total }),
      })
      const { fileName: name, folder, size } = saved
      this.#context.saved(saved)
      this.#context.change({ name, folder, bytesDone: size, bytesTotal: size })
      return 'done'
    } finally {
      this.#planning = null
    }
  }

  async noteFailure(error: EngineError): Promise<void> {
    await this.#note('failed', { error: toWire(error) })
  }

  async notePause(): Promise<void> {
    await this.#note('paused')
  }

  async noteResume(): Promise<void> {
    if (this.#step === 'waiting') await this.plan().catch(() => undefined)
  }

  /** A save sends no message. */
  confirm(): Promise<void> {
    return Promise.resolve()
  }

  async undo(): Promise<void> {
    await this.forget()
    this.#step = 'new'
  }

  async forget(): Promise<void> {
    if (this.#step !== 'planned' && this.#step !== 'waiting') return
    // The journal entry is removed last, so that after a crash it still leads to the part file.
    if (this.#partPath !== null) await removeAbandonedPart(this.#partPath, this.#plan.target)
    this.#partPath = null
    await this.#context.journal.advance(this.#plan.id, 'dropped').catch(() => undefined)
  }

  async #writePlan(): Promise<void> {
    if (this.#step === 'new') await this.#context.journal.plan(this.#plan)
    else if (this.#step === 'waiting') await this.#context.journal.advance(this.#plan.id, 'planned')
    this.#step = 'planned'
  }

  /** After this, the next session lists it and leaves the next attempt to the user. */
  async #note(step: 'failed' | 'paused', info: { readonly error?: WireError } = {}): Promise<void> {
    if (this.#step !== 'planned') return
    this.#step = 'waiting'
    await this.#context.journal.advance(this.#plan.id, step, info).catch(() => undefined)
  }

  async #noteSaved(path: string): Promise<void> {
    this.#step = 'saved'
    // If this record is lost, the file may be saved twice, under two names, but is never lost.
    await this.#context.journal.advance(this.#plan.id, 'saved', { path }).catch(() => undefined)
  }

  #connected(): JobQueue {
    if (this.queue !== null) return this.queue
    throw new EngineError('NOT_CONNECTED', "This save's connection is not ready.", {
      hint: 'Connect first, then try again.',
      retryable: true,
    })
  }
}
