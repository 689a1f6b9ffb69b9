import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Direction } from '../../../shared/queues.ts'
import { EngineError } from '../errors.ts'
import { fromFileError } from '../errors.ts'
import type { JobQueue } from '../job-queue.ts'
import type { PlannedUpload, UnfinishedUpload, UploadJournal } from './journal.ts'
import { toEngineError } from './to-engine-error.ts'
import type { TransferChange, TransferWork } from './transfer-record.ts'

const undoMs = 10_000

/** A file to upload. `name` and `fields` become the job's; `bytesTotal` is what the person saw. */
export interface UploadRequest {
  readonly queue: JobQueue
  readonly connectionId: string
  readonly path: string
  readonly name: string
  readonly fields: Readonly<Record<string, string>>
  readonly bytesTotal: number | null
}

/** What an upload needs of the list it is in. */
export interface UploadPlace {
  readonly journal: UploadJournal
  slot(bytes: number | null, signal: AbortSignal): Promise<() => void>
  change(change: TransferChange): void
}

/** What stays the same through every try of one upload. */
export interface UploadGoal {
  readonly id: string
  readonly kind: 'submit' | 'store'
  readonly connectionId: string
  readonly queueName: string
  readonly direction: Direction
  readonly path: string
  readonly name: string
  readonly fields: Readonly<Record<string, string>>
  readonly createdAt: number
}

/**
 * The fields an uploaded file gets: its `name`, and as `filename` the file's own name, from which the
 * content type follows. Fields given by the person win.
 */
export function uploadFields(
  path: string,
  name: string,
  fields: Readonly<Record<string, string>>,
): Record<string, string> {
  const given = new Set(Object.keys(fields).map((field) => field.toLowerCase()))
  return {
    ...(!given.has('name') && { name }),
    ...(!given.has('filename') && { filename: basename(path) }),
    ...fields,
  }
}

/** One file on its way to a bucket and, for a submit, its message on the way to `pending`. */
export class Upload implements TransferWork {
  /** `null` while the connection of a former run is not ready. */
  queue: JobQueue | null
  readonly key: string
  readonly #goal: UploadGoal
  readonly #place: UploadPlace
  #step: 'new' | 'planned' | 'stored' | 'sent'
  #mayBeStored = false
  #planning: Promise<PlannedUpload> | null = null
  /** What a former run planned, until it is known whether that is stored. */
  #former: PlannedUpload | null
  /** Nobody asked for another try of it, so the file must still be as it was planned. */
  #mustBeSame: boolean

  constructor(goal: UploadGoal, place: UploadPlace, queue: JobQueue | null, former?: UnfinishedUpload) {
    this.#goal = goal
    this.#place = place
    this.queue = queue
    this.key = former?.key ?? randomUUID()
    this.#step = former === undefined ? 'new' : former.step === 'stored' ? 'stored' : 'planned'
    this.#former = former ?? null
    this.#mustBeSame = former?.step === 'planned'
    // The former run may have died between its PUT and the note of it.
    this.#mayBeStored = former !== undefined
  }

  /** Looks at the file and writes the plan down; repeated by a retry. */
  plan(): Promise<PlannedUpload> {
    this.#planning ??= this.#plan()
    return this.#planning
  }

  async run(signal: AbortSignal): Promise<'done' | { readonly stored: EngineError }> {
    try {
      if (this.#step !== 'stored' && !(await this.#wasStored(signal))) await this.#store(signal)
      if (this.#goal.kind === 'store') return await this.#finish({})
      signal.throwIfAborted()
      return await this.#send(signal)
    } catch (error) {
      if (!signal.aborted) await this.#noteFailure()
      throw error
    } finally {
      this.#planning = null
    }
  }

  async undo(): Promise<void> {
    await this.forget()
    const { queue } = this
    // The engine itself takes back what a broken PUT may have left.
    const leftover = this.#mayBeStored
    this.#step = 'new'
    this.#former = null
    this.#mayBeStored = false
    if (!leftover || queue === null) return
    // Best effort: the object bears a key that nobody else knows.
    await queue
      .remove(this.#goal.direction, this.key, { signal: AbortSignal.timeout(undoMs) })
      .catch(() => undefined)
  }

  async forget(): Promise<void> {
    if (this.#step !== 'planned' && this.#step !== 'stored') return
    await this.#place.journal.advance(this.#goal.id, 'dropped').catch(() => undefined)
  }

  async #plan(): Promise<PlannedUpload> {
    const { queueName, ...goal } = this.#goal
    const former = this.#former
    this.#former = null
    const identity = await identify(goal.path)
    if (former !== null && this.#mustBeSame) {
      if (!isSame(identity, former)) throw changed(goal.name)
      return former
    }
    const plan: PlannedUpload = { ...goal, queue: queueName, key: this.key, ...identity }
    await this.#place.journal.plan(plan)
    this.#step = 'planned'
    return plan
  }

  /**
   * Whether a former run stored it and died before the note of it. The key was minted for this upload, so what
   * has the planned size is its object. The file may be gone; one that was changed is a case for the person.
   */
  async #wasStored(signal: AbortSignal): Promise<boolean> {
    const { direction, path, kind } = this.#goal
    const former = this.#former
    if (former === null) return false
    const identity = await identify(path).catch(() => null)
    if (identity !== null && !isSame(identity, former)) return false
    try {
      const { size } = await this.#connected().describeObject(direction, this.key, { signal })
      if (size !== former.size) return false
    } catch (error) {
      signal.throwIfAborted()
      // With the file at hand it can be stored again; without it only the object can tell.
      if (identity !== null || toEngineError(error).code === 'OBJECT_NOT_FOUND') return false
      throw error
    }
    this.#former = null
    this.#step = 'stored'
    this.#place.change({ key: this.key, bytesDone: former.size, bytesTotal: former.size })
    if (kind === 'submit') await this.#place.journal.advance(this.#goal.id, 'stored').catch(() => undefined)
    return true
  }

  /** So that the next run lists it as failed and leaves the next try to the person. */
  async #noteFailure(): Promise<void> {
    this.#mustBeSame = false
    if (this.#step !== 'planned') return
    await this.#place.journal.advance(this.#goal.id, 'failed').catch(() => undefined)
  }

  async #store(signal: AbortSignal): Promise<void> {
    const { direction, path, name, fields } = this.#goal
    const plan = await this.plan()
    signal.throwIfAborted()
    const release = await this.#place.slot(plan.size, signal)
    try {
      if (!isSame(await identify(path), plan)) throw changed(name)
      signal.throwIfAborted()
      this.#place.change({ state: 'running', bytesDone: 0, bytesTotal: plan.size, key: this.key })
      await this.#connected().store(
        direction,
        { key: this.key, body: { path }, fields: uploadFields(path, name, fields) },
        { signal, onProgress: (bytesDone) => this.#place.change({ bytesDone }) },
      )
      this.#step = 'stored'
      this.#mayBeStored = true
      this.#place.change({ bytesDone: plan.size })
      if (this.#goal.kind === 'submit') this.#place.change({ state: 'queueing' })
      // Without this note a crash costs a second upload of the same object, no more.
      await this.#place.journal.advance(this.#goal.id, 'stored').catch(() => undefined)
    } finally {
      release()
    }
  }

  async #send(signal: AbortSignal): Promise<'done' | { readonly stored: EngineError }> {
    this.#place.change({ state: 'queueing' })
    const { direction } = this.#goal
    try {
      const jobId = await this.#connected().trigger(this.key, { direction, signal })
      return await this.#finish({ jobId })
    } catch (error) {
      if (!signal.aborted) return { stored: toEngineError(error) }
      // Nobody knows whether the message left, so the object must stay.
      return {
        stored: new EngineError('CANCELLED', 'It was cancelled while its message was being sent.', {
          hint: 'It may be in the queue already. Retry sends the message again; cancel removes the object.',
          retryable: true,
          cause: error,
        }),
      }
    }
  }

  async #finish(change: TransferChange): Promise<'done'> {
    this.#step = 'sent'
    this.#place.change(change)
    // Without this note a crash sends the message twice: a duplicate, never a loss.
    await this.#place.journal.advance(this.#goal.id, 'sent').catch(() => undefined)
    return 'done'
  }

  #connected(): JobQueue {
    if (this.queue !== null) return this.queue
    throw new EngineError('NOT_CONNECTED', 'The connection of this upload is not ready.', {
      hint: 'Connect first, then try again.',
      retryable: true,
    })
  }
}

type Identity = Pick<PlannedUpload, 'size' | 'mtimeMs' | 'ino'>

async function identify(path: string): Promise<Identity> {
  try {
    const { size, mtimeMs, ino } = await stat(path)
    return { size, mtimeMs, ino }
  } catch (error) {
    throw fromFileError(error, path)
  }
}

function isSame(a: Identity, b: Identity): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ino === b.ino
}

function changed(name: string): EngineError {
  return new EngineError('FILE_CHANGED', `${name} was changed before it was uploaded.`, {
    hint: 'Retry uploads it as it is now.',
    retryable: true,
  })
}
