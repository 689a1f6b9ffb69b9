import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isNetworkError } from '../../../shared/errors.ts'
import type { Direction } from '../../../shared/queues.ts'
import { opensCircuit } from '../aws/transport/circuit-breaker.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { FileReader } from '../files/small-file-reader.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { multipartFromBytes } from '../uploads/part-plan.ts'
import type { RestartReason, StoreOptions } from '../uploads/put-options.ts'
import { identify, isSame } from '../files/file-identity.ts'
import type { LaterStep, PlannedUpload, TransferJournal, UnfinishedUpload } from './transfer-journal.ts'
import type { FileIdentity } from '../files/file-identity.ts'
import { smallBytes } from '../limits/shared-limits.ts'
import { toEngineError } from '../errors/to-engine-error.ts'
import type { TransferLimits } from '../limits/transfer-limits.ts'
import type { RunResult, TransferChange, TransferWork } from './transfer-record.ts'

const undoMs = 10_000
const cutNoticedMs = 200

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
  readonly journal: TransferJournal
  readonly limits: TransferLimits
  readonly reader?: FileReader | undefined
  change(change: TransferChange): void
  /** Ends its turn: no more bytes move. */
  leave(): void
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

const restarts: Readonly<Record<RestartReason, string>> = {
  'file-changed': 'The file had changed, so its upload started over.',
  'parts-gone': 'The server had lost what was uploaded, so its upload started over.',
}

/** One file on its way to a bucket and, for a submit, its message on the way to `pending`. */
export class Upload implements TransferWork {
  /** `null` while the connection of a former run is not ready. */
  queue: JobQueue | null
  readonly #goal: UploadGoal
  #key: string
  readonly #place: UploadPlace
  #step: 'new' | 'planned' | 'stored' | 'sent'
  /** The plan in the journal. */
  #plan: PlannedUpload | null
  #planning: Promise<PlannedUpload> | null = null
  /** Whether the journal says that it waits for the person. */
  #rests = false
  /** A former run may have stored it and died before the note of it. */
  #maybeStored: boolean
  /** A run that was stopped, or whose connection broke, may have left an object. */
  #mayHaveLeft = false
  /** Whether the journal says that it is stored. */
  #storedNoted: boolean
  /** Whether its message may be sent without a look at the object. */
  #seenStored = false

  constructor(goal: UploadGoal, place: UploadPlace, queue: JobQueue | null, former?: UnfinishedUpload) {
    this.#goal = goal
    this.#place = place
    this.queue = queue
    this.#key = former?.key ?? randomUUID()
    this.#step = former === undefined ? 'new' : former.step === 'stored' ? 'stored' : 'planned'
    this.#plan = former ?? null
    this.#rests = former?.step === 'failed' || former?.step === 'paused'
    this.#maybeStored = former !== undefined
    this.#storedNoted = this.#step === 'stored'
  }

  get path(): string {
    return this.#goal.path
  }

  get bytesLeft(): number | null {
    return this.#step === 'stored' ? 0 : (this.#plan?.size ?? null)
  }

  /** Looks at the file, unless that was done just now, and writes the plan down; repeated by a retry. */
  plan(identity?: FileIdentity): Promise<PlannedUpload> {
    this.#planning ??= this.#makePlan(identity).catch((error: unknown) => {
      this.#planning = null
      throw error
    })
    return this.#planning
  }

  async run(signal: AbortSignal): Promise<RunResult> {
    try {
      if (this.#step !== 'stored' && !(await this.#wasStored(signal))) await this.#store(signal)
      if (this.#goal.kind === 'store') return await this.#finish({})
      try {
        await this.#noteStored()
      } catch (error) {
        return { stored: toEngineError(error) }
      }
      signal.throwIfAborted()
      return await this.#send(signal)
    } finally {
      this.#planning = null
    }
  }

  async noteFailure(): Promise<void> {
    await this.#rest('failed')
  }

  async notePause(): Promise<void> {
    await this.#rest('paused')
  }

  async noteResume(): Promise<void> {
    if (!this.#rests || this.#step === 'new' || this.#step === 'sent') return
    await this.#note(this.#step)
    this.#rests = false
  }

  async undo(): Promise<void> {
    if (this.#step === 'sent') return
    await this.forget()
    const { queue } = this
    const leftover = this.#maybeStored || this.#mayHaveLeft || this.#step === 'stored'
    // Some servers keep what came before a cut, and do so only when they notice it.
    if (this.#mayHaveLeft) await delay(cutNoticedMs)
    const key = this.#key
    this.#step = 'new'
    this.#plan = null
    this.#maybeStored = false
    this.#mayHaveLeft = false
    this.#storedNoted = false
    if (!leftover || queue === null) return
    // A removal that the network holds up may not meet what a retry stores.
    this.#key = randomUUID()
    // Best effort: the object bears a key that nobody else knows.
    await queue
      .remove(this.#goal.direction, key, { signal: AbortSignal.timeout(undoMs) })
      .catch(() => undefined)
  }

  async forget(): Promise<void> {
    if (this.#step !== 'planned' && this.#step !== 'stored') return
    await this.#note('dropped')
    await this.#dropParts().catch(() => undefined)
  }

  /** What cannot be removed now stays in the journal, and is removed when the connection is ready again. */
  async #dropParts(): Promise<void> {
    const { queue } = this
    const { multipart } = this.#place.journal
    if (queue === null || (this.#plan?.size ?? 0) < multipartFromBytes) return
    const found = await multipart.find(this.#goal.id)
    if (found === null) return
    await queue.abortMultipart(found.upload, { signal: AbortSignal.timeout(undoMs) })
    await multipart.end(found.upload.uploadId)
  }

  async #rest(step: 'failed' | 'paused'): Promise<void> {
    if (this.#step !== 'planned' && (this.#step !== 'stored' || step === 'failed')) return
    this.#rests = true
    await this.#note(step)
  }

  /** Without its note a crash repeats a step under the same key, or sends the message twice; it loses nothing. */
  async #note(step: LaterStep, facts?: { readonly jobId: string }): Promise<void> {
    await this.#place.journal.uploads.advance(this.#goal.id, step, facts).catch(() => undefined)
  }

  async #makePlan(looked?: FileIdentity): Promise<PlannedUpload> {
    const { queueName, ...goal } = this.#goal
    const identity = looked ?? (await identify(goal.path))
    const before = this.#plan
    if (before !== null && isSame(identity, before)) {
      await this.noteResume()
      return before
    }
    const plan: PlannedUpload = { ...goal, queue: queueName, key: this.#key, ...identity }
    await this.#place.journal.uploads.plan(plan)
    if (before !== null) this.#startedOver('file-changed')
    this.#plan = plan
    this.#rests = false
    this.#step = 'planned'
    this.#storedNoted = false
    return plan
  }

  /**
   * Whether a former run stored it and died before the note of it. The key was minted for this upload, so what
   * has the planned size is its object. The file may be gone; one that was changed is uploaded anew.
   */
  async #wasStored(signal: AbortSignal): Promise<boolean> {
    const { direction, path } = this.#goal
    const plan = this.#plan
    if (plan === null || !this.#maybeStored) return false
    const identity = await identify(path).catch(() => null)
    // A small file that is at hand is stored again sooner than its object is looked for.
    if (identity !== null && (plan.size < smallBytes || !isSame(identity, plan))) return false
    try {
      const { size } = await this.#connected().describeObject(direction, this.#key, { signal })
      if (size !== plan.size) return false
    } catch (error) {
      signal.throwIfAborted()
      // With the file at hand it can be stored again; without it only the object can tell.
      if (toEngineError(error).code === 'OBJECT_NOT_FOUND') return false
      if (identity !== null && !opensCircuit(toEngineError(error))) return false
      throw error
    }
    this.#stored(plan)
    return true
  }

  async #store(signal: AbortSignal): Promise<void> {
    const { id, connectionId, direction, path, name, fields } = this.#goal
    const plan = await this.plan()
    signal.throwIfAborted()
    this.#place.change({ state: 'running', bytesTotal: plan.size, key: this.#key })
    const data = { key: this.#key, keyIsNew: true, body: { path }, fields: uploadFields(path, name, fields) }
    const options: StoreOptions = {
      signal,
      limits: this.#place.limits,
      expected: plan,
      reader: this.#place.reader,
      resume: { journal: this.#place.journal.multipart, transferId: id, connectionId },
      onRestart: (reason) => this.#startedOver(reason),
      // The end of a small one is told with the next state.
      ...(plan.size >= smallBytes && { onProgress: (bytesDone) => this.#place.change({ bytesDone }) }),
    }
    try {
      await this.#connected().store(direction, data, options)
    } catch (error) {
      this.#mayHaveLeft ||= signal.aborted || isNetworkError(toEngineError(error))
      throw error
    }
    this.#stored(plan)
    this.#seenStored = true
    // Its message needs no turn of its own.
    this.#place.leave()
  }

  /** Without this note no message leaves: on a disk that is full the next run would send every one of them again. */
  async #noteStored(): Promise<void> {
    if (this.#storedNoted) return
    await this.#place.journal.uploads.advance(this.#goal.id, 'stored')
    this.#storedNoted = true
  }

  #stored({ size }: PlannedUpload): void {
    this.#step = 'stored'
    this.#maybeStored = false
    this.#mayHaveLeft = false
    const state = this.#goal.kind === 'submit' ? ({ state: 'queueing' } as const) : {}
    this.#place.change({ key: this.#key, bytesDone: size, bytesTotal: size, ...state })
  }

  async #send(signal: AbortSignal): Promise<RunResult> {
    this.#place.change({ state: 'queueing' })
    const { direction, path, name, fields } = this.#goal
    const queue = this.#connected()
    try {
      const jobId = this.#seenStored
        ? await queue.sendStored(
            { key: this.#key, direction, fields: uploadFields(path, name, fields) },
            { signal },
          )
        : await queue.trigger(this.#key, { direction, signal })
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

  #startedOver(reason: RestartReason): void {
    this.#place.change({ note: restarts[reason] })
  }

  async #finish(facts: { readonly jobId?: string }): Promise<'done'> {
    this.#step = 'sent'
    this.#place.change(facts)
    await this.#note('sent', facts.jobId === undefined ? undefined : { jobId: facts.jobId })
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
