import type { WireError } from '../../../shared/errors.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { MultipartJournal, MultipartUploadRecord } from '../uploads/multipart-journal.ts'
import type { Runner } from './runner.ts'
import type { TransferFactory } from './transfer-factory.ts'
import type { UnfinishedSave, UnfinishedUpload } from './transfer-journal.ts'
import type { TransferList } from './transfer-list.ts'
import type { TransferRecord } from './transfer-record.ts'
import { isEnded } from './transfer-states.ts'

const sweepMs = 30_000

/** The previous session's unfinished transfers, from the journal. */
export interface UnfinishedTransfers {
  readonly uploads?: readonly UnfinishedUpload[]
  readonly saves?: readonly UnfinishedSave[]
}

/** Options of a {@link Recovery}. */
export interface RecoveryOptions {
  readonly list: TransferList
  readonly runner: Runner
  readonly factory: TransferFactory
  readonly multipart: MultipartJournal
}

/** Continues the transfers that the previous session did not finish, each once its connection is ready. */
export class Recovery {
  readonly #options: RecoveryOptions

  constructor(options: RecoveryOptions) {
    this.#options = options
  }

  /** Lists the transfers. Failed or paused ones wait for the user, the others for their connection. */
  list({ uploads = [], saves = [] }: UnfinishedTransfers): void {
    const { list, factory } = this.#options
    for (const upload of uploads) {
      if (list.has(upload.id)) continue
      this.#add(factory.unfinishedUpload(upload).record, upload.step, 'uploads', upload.error)
    }
    for (const save of saves) {
      if (!list.has(save.id)) {
        this.#add(factory.unfinishedSave(save).record, save.step, 'saves', save.error)
      }
    }
  }

  /**
   * Continues the transfers that wait for this connection, and removes the parts of abandoned uploads from
   * its server.
   */
  connectionReady(connectionId: string, queue: JobQueue | null): void {
    for (const record of this.#options.list.unfinished()) {
      if (record.info.connectionId === connectionId) this.#continue(record)
    }
    if (queue !== null) void this.#removeAbandonedParts(connectionId, queue).catch(() => undefined)
  }

  /** `error` says why it waits for the user, if the previous session recorded that. */
  #add(
    record: TransferRecord,
    step: UnfinishedUpload['step'],
    verb: 'uploads' | 'saves',
    error?: WireError,
  ): void {
    const { list, runner } = this.#options
    record.info = { ...record.info, state: step === 'paused' ? 'paused' : 'interrupted' }
    list.add(record)
    const known = error === undefined ? null : fromWire(error)
    if (step === 'failed') runner.fail(record, known ?? failedBefore(verb))
    else if (step === 'unconfirmed') runner.leaveUnconfirmed(record, known ?? unconfirmedBefore())
    else this.#continue(record)
  }

  #continue(record: TransferRecord): void {
    const { runner } = this.#options
    const { work, info } = record
    if (work === null || info.state !== 'interrupted') return
    if (runner.refreshQueue(record, work)) runner.start(record, work)
  }

  /** A claim's results are sent by other code, so no transfer can continue them. */
  #isInProgress({ transferId }: MultipartUploadRecord): boolean {
    const { list } = this.#options
    if (!list.has(transferId)) return false
    const { work, info } = list.get(transferId)
    return work === null && !isEnded(info.state)
  }

  async #removeAbandonedParts(connectionId: string, queue: JobQueue): Promise<void> {
    const { multipart } = this.#options
    const signal = AbortSignal.timeout(sweepMs)
    for (const upload of await multipart.abandoned(connectionId)) {
      if (this.#isInProgress(upload)) continue
      // After a failure, it is retried the next time the connection is ready.
      await queue
        .abortMultipart(upload, { signal })
        .then(() => multipart.end(upload.uploadId))
        .catch(() => undefined)
    }
  }
}

function fromWire({ code, message, hint, retryable }: WireError): EngineError {
  return new EngineError(code, message, { hint, retryable })
}

function unconfirmedBefore(): EngineError {
  return new EngineError(
    'UNCONFIRMED',
    'The server did not confirm its message before Remotejob was closed.',
    {
      hint: 'The job may already be in the queue. Send it again, or mark it as sent.',
    },
  )
}

function failedBefore(verb: 'uploads' | 'saves'): EngineError {
  return new EngineError('INTERNAL', 'It failed before Remotejob was closed.', {
    hint: `Trying again ${verb} the current version.`,
    retryable: true,
  })
}
