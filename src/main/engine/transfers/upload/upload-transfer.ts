import { setTimeout as delay } from 'node:timers/promises'
import { randomId } from '../../async/random-id.ts'
import { isNetworkError } from '../../../../shared/network-error.ts'
import { opensCircuit } from '../../aws/transport/circuit-breaker.ts'
import { untilAborted } from '../../async/until-aborted.ts'
import { type EngineError, toWire } from '../../errors/engine-error.ts'
import type { JobQueue } from '../../job-queue/job-queue.ts'
import type { RestartReason, StoreOptions } from '../../uploads/put-options.ts'
import { identify, isSame, type FileIdentity } from '../../files/file-identity.ts'
import type { PlannedUpload, UnfinishedUpload, UploadJournal, UploadStep } from '../transfer-journal.ts'
import { smallBytes } from '../../limits/shared-limits.ts'
import { abandonParts } from './abandon-parts.ts'
import { initialState, isWithdrawn, mayHaveObject, nextState } from './upload-state.ts'
import type { UploadDraft, UploadEvent, UploadState } from './upload-state.ts'
import { toEngineError } from '../../errors/to-engine-error.ts'
import type { UploadContext } from './upload-context.ts'
import { cancelledWhileSending, notConnected, unconfirmedSend } from './upload-errors.ts'
import type { RunResult, TransferWork } from '../transfer-record.ts'

const undoMs = 10_000
const breakNoticedMs = 200

const restarts: Readonly<Record<RestartReason, string>> = {
  'file-changed': 'The file had changed, so its upload started over.',
  'parts-gone': 'The server had lost the uploaded parts, so the upload started over.',
}

/** One file on its way to a bucket and, for a submit, its message on the way to `pending`. */
export class UploadTransfer implements TransferWork {
  queue: JobQueue | null
  readonly #context: UploadContext
  #state: UploadState
  #planning: Promise<PlannedUpload> | null = null
  /** The message to send once this session has stored the object. */
  #message: string | null = null

  /** `upload` is new, or one that the previous session did not finish. */
  constructor(upload: UploadDraft | UnfinishedUpload, context: UploadContext, queue: JobQueue | null) {
    this.#context = context
    this.#state = initialState(upload)
    this.queue = queue
  }

  get path(): string {
    return this.#draft.path
  }

  /** The properties of a copied payload, known without reading a file. */
  get knownIdentity(): FileIdentity | null {
    const { copyOf } = this.#draft
    return copyOf === undefined ? null : { size: copyOf.size, mtimeMs: 0, ino: 0 }
  }

  get bytesLeft(): number | null {
    if (this.#state.step === 'new') return null
    return this.#state.step === 'planned' ? this.#state.plan.size : 0
  }

  /**
   * Writes the plan to the journal. `identity` is the file's identity if it was just read. Otherwise this
   * reads it. After a failure, the next call tries again.
   *
   * @throws EngineError `FILE_*`, and the journal's errors.
   */
  plan(identity?: FileIdentity): Promise<PlannedUpload> {
    this.#planning ??= this.#makePlan(identity).catch((error: unknown) => {
      this.#planning = null
      throw error
    })
    return this.#planning
  }

  async run(signal: AbortSignal): Promise<RunResult> {
    try {
      if (this.#state.step !== 'stored' && !(await this.#findStored(signal))) await this.#store(signal)
      if (this.#draft.kind === 'store') return await this.#finish(null)
      try {
        await this.#recordStored()
      } catch (error) {
        return { stored: toEngineError(error) }
      }
      await this.#context.holdBack(signal)
      if (isWithdrawn(this.#state)) await untilAborted(signal)
      return await this.#send(signal)
    } finally {
      this.#planning = null
    }
  }

  async noteFailure(error: EngineError): Promise<void> {
    if (this.#state.step === 'planned') await this.#hold('failed', error)
  }

  async notePause(): Promise<void> {
    if (this.#state.step === 'planned' || this.#state.step === 'stored') await this.#hold('paused')
  }

  async noteResume(): Promise<void> {
    const { step } = this.#state
    if ((step !== 'planned' && step !== 'stored') || this.#state.journal !== 'held') return
    this.#apply({ type: 'continued', recorded: await this.#record(step) })
  }

  async confirm(): Promise<void> {
    await this.#finish(null)
  }

  withdraw(): boolean {
    this.#apply({ type: 'withdrawn' })
    return isWithdrawn(this.#state)
  }

  async undo(): Promise<void> {
    if (this.#state.step === 'done') return
    await this.forget()
    const { queue } = this
    const { key, direction } = this.#draft
    const isLeft = mayHaveObject(this.#state)
    // Some servers store what they received before the connection broke, once they detect the break.
    if (isLeft && this.#state.step === 'planned') await delay(breakNoticedMs)
    // If the network delays the removal, it must not affect what a retry stores.
    this.#apply({ type: 'undone', key: isLeft && queue !== null ? randomId() : key })
    this.#planning = null
    if (!isLeft || queue === null) return
    // Best effort, because nobody else knows this object's key.
    await queue.remove(direction, key, { signal: AbortSignal.timeout(undoMs) }).catch(() => undefined)
  }

  async forget(): Promise<void> {
    if (this.#state.step !== 'planned' && this.#state.step !== 'stored') return
    await this.#record('dropped')
    const { multipart } = this.#context.services.journal
    await abandonParts(this.queue, multipart, this.#state.plan, undoMs).catch(() => undefined)
  }

  get #draft(): UploadDraft {
    return this.#state.step === 'new' ? this.#state.draft : this.#state.plan
  }

  #apply(event: UploadEvent): void {
    this.#state = nextState(this.#state, event)
  }

  async #hold(step: 'failed' | 'paused', error?: EngineError): Promise<void> {
    this.#apply({ type: 'held' })
    await this.#record(step, error && { error: toWire(error) })
  }

  /**
   * Resolves with true once it is on disk. Without this record, a crash repeats a step under the same key or
   * sends the message twice, but loses nothing.
   */
  async #record(step: UploadStep, info?: Parameters<UploadJournal['advance']>[2]): Promise<boolean> {
    const { uploads } = this.#context.services.journal
    return uploads.advance(this.#draft.id, step, info).then(
      () => true,
      () => false,
    )
  }

  async #makePlan(known?: FileIdentity): Promise<PlannedUpload> {
    const state = this.#state
    if (state.step === 'stored' || state.step === 'done') return state.plan
    const identity = known ?? this.knownIdentity ?? (await identify(this.path))
    if (state.step === 'planned' && isSame(identity, state.plan)) {
      await this.noteResume()
      return state.plan
    }
    const plan: PlannedUpload = { ...this.#draft, ...identity }
    await this.#context.services.journal.uploads.plan(plan)
    if (state.step === 'planned') this.#startedOver('file-changed')
    this.#apply({ type: 'planned', plan })
    return plan
  }

  /**
   * True if the previous session stored the object and ended before recording that. The key was generated for
   * this upload, so an object with the planned size is the right one. The file may be gone. If it has
   * changed, it is uploaded again.
   */
  async #findStored(signal: AbortSignal): Promise<boolean> {
    if (this.#state.step !== 'planned' || this.#state.leftover !== 'unchecked') return false
    const { plan } = this.#state
    const identity = await identify(plan.path).catch(() => null)
    // Storing a small file again is faster than searching for its object.
    if (identity !== null && (plan.size < smallBytes || !isSame(identity, plan))) return false
    try {
      const { size } = await this.#connected().describeObject(plan.direction, plan.key, { signal })
      if (size !== plan.size) return false
    } catch (error) {
      signal.throwIfAborted()
      // If the file exists, it can be stored again. Otherwise only the object shows whether it was stored.
      if (toEngineError(error).code === 'OBJECT_NOT_FOUND') return false
      if (identity !== null && !opensCircuit(toEngineError(error))) return false
      throw error
    }
    this.#stored(plan, 'found')
    return true
  }

  async #store(signal: AbortSignal): Promise<void> {
    const plan = await this.plan()
    signal.throwIfAborted()
    const { id, connectionId, direction, path, fields, key, size } = plan
    this.#context.change({ state: 'running', bytesTotal: size, key })
    // Checked before the first byte moves, because a payload without a message is only half a job.
    if (plan.kind === 'submit') {
      this.#message = await this.#connected().prepareMessage({ key, fields, direction }, { signal })
    }
    if (plan.copyOf !== undefined) {
      await this.#connected().copy(plan.copyOf, direction, { key, fields }, { signal })
      return this.#stored(plan, 'sent-now')
    }
    const { journal, limits, reader, threads } = this.#context.services
    const data = { key, keyIsNew: true, body: { path }, fields }
    const options: StoreOptions = {
      signal,
      limits,
      expected: plan,
      reader,
      threads,
      notes: { journal: journal.multipart, transferId: id, connectionId, isResumable: true },
      onRestart: (reason) => this.#startedOver(reason),
      // A small file reports its end with the next state.
      ...(size >= smallBytes && { onProgress: (bytesDone) => this.#context.change({ bytesDone }) }),
    }
    try {
      await this.#connected().store(direction, data, options)
    } catch (error) {
      if (signal.aborted || isNetworkError(toEngineError(error))) this.#apply({ type: 'interrupted' })
      throw error
    }
    this.#stored(plan, 'sent-now')
    this.#context.release()
  }

  #stored({ key, size, kind }: PlannedUpload, object: 'sent-now' | 'found'): void {
    this.#apply({ type: 'stored', object })
    const state = kind === 'submit' ? ({ state: 'queueing' } as const) : {}
    this.#context.change({ key, bytesDone: size, bytesTotal: size, ...state })
  }

  /**
   * No message is sent before this is recorded. With a full disk, the next session would otherwise send every
   * message again.
   */
  async #recordStored(): Promise<void> {
    if (this.#state.step !== 'stored' || this.#state.journal === 'stored') return
    await this.#context.services.journal.uploads.advance(this.#state.plan.id, 'stored')
    this.#apply({ type: 'stored-recorded' })
  }

  async #send(signal: AbortSignal): Promise<RunResult> {
    this.#apply({ type: 'sending' })
    this.#context.change({ state: 'queueing' })
    const { key, direction, delaySeconds } = this.#draft
    const isKnown = this.#state.step === 'stored' && this.#state.object === 'sent-now'
    const message = isKnown ? this.#message : null
    const queue = this.#connected()
    try {
      const jobId =
        message === null
          ? await queue.trigger(key, { direction, delaySeconds, signal })
          : await queue.sendPrepared(message, { delaySeconds }, { signal })
      return await this.#finish(jobId)
    } catch (thrown) {
      const error = toEngineError(thrown)
      if (error.code === 'UNCONFIRMED') return await this.#unconfirmed(error)
      if (!signal.aborted) {
        // After an outage it is resent without the user.
        if (!opensCircuit(error)) await this.#record('stored', { error: toWire(error) })
        return { stored: error }
      }
      // The message may have been sent, so the object must stay.
      return { stored: cancelledWhileSending(error) }
    }
  }

  /** The next session must not resend the message automatically. */
  async #unconfirmed(cause: EngineError): Promise<RunResult> {
    const unconfirmed = unconfirmedSend(cause)
    await this.#record('unconfirmed', { error: toWire(unconfirmed) })
    return { unconfirmed }
  }

  #startedOver(reason: RestartReason): void {
    this.#context.change({ note: restarts[reason] })
  }

  async #finish(jobId: string | null): Promise<'done'> {
    this.#apply({ type: 'done' })
    this.#context.change(jobId === null ? {} : { jobId })
    await this.#record('sent', jobId === null ? undefined : { jobId })
    return 'done'
  }

  #connected(): JobQueue {
    if (this.queue !== null) return this.queue
    throw notConnected()
  }
}
