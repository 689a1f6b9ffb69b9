import { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { UnfinishedSave, UnfinishedUpload } from './transfer-journal.ts'
import type { MultipartJournal, MultipartUploadRecord } from '../uploads/multipart-journal.ts'
import type { Runner } from './runner.ts'
import type { TransferList } from './transfer-list.ts'
import type { TransferMaker } from './transfer-factory.ts'
import { isEnded } from './transfer-record.ts'
import type { TransferRecord, TransferWork } from './transfer-record.ts'

const sweepMs = 30_000

/** What a take-up needs of the transfers. */
export interface TakeUpOptions {
  readonly list: TransferList
  readonly runner: Runner
  readonly maker: TransferMaker
  readonly multipart: MultipartJournal
  readonly renew: (record: TransferRecord, work: TransferWork) => void
}

/** Takes up what a former run left, each once its connection is ready. */
export class TakeUp {
  readonly #options: TakeUpOptions

  constructor(options: TakeUpOptions) {
    this.#options = options
  }

  /** Lists them; what failed or was paused waits for the person, the rest for its connection. */
  uploads(uploads: readonly UnfinishedUpload[]): void {
    const { list, maker } = this.#options
    for (const former of uploads) {
      if (!list.has(former.id)) this.#list(maker.unfinishedUpload(former).record, former.step, 'uploads')
    }
  }

  /** Lists them likewise. */
  saves(saves: readonly UnfinishedSave[]): void {
    const { list, maker } = this.#options
    for (const former of saves) {
      if (!list.has(former.id)) this.#list(maker.save(former, null, former).record, former.step, 'saves')
    }
  }

  /**
   * Goes on with what waits for this connection, and by `queue` removes the parts that lie there of uploads that
   * nobody goes on with.
   */
  connectionReady(connectionId: string, queue: JobQueue | null): void {
    for (const record of this.#options.list.unfinished()) {
      if (record.facts.connectionId === connectionId) this.#goOn(record)
    }
    if (queue !== null) void this.#sweep(connectionId, queue).catch(() => undefined)
  }

  #list(record: TransferRecord, step: UnfinishedUpload['step'], verb: 'uploads' | 'saves'): void {
    const { list, runner } = this.#options
    record.facts = { ...record.facts, state: step === 'paused' ? 'paused' : 'interrupted' }
    list.add(record)
    if (step === 'failed') runner.fail(record, failedBefore(verb))
    else this.#goOn(record)
  }

  #goOn(record: TransferRecord): void {
    const { runner, renew } = this.#options
    const { work, facts } = record
    if (work === null || facts.state !== 'interrupted') return
    renew(record, work)
    if (work.queue !== null) runner.begin(record, work)
  }

  /** Results of a claim are sent beside the transfers, and belong to none that could go on with them. */
  #isUnderWay({ transferId }: MultipartUploadRecord): boolean {
    const { list } = this.#options
    if (!list.has(transferId)) return false
    const { work, facts } = list.get(transferId)
    return work === null && !isEnded(facts.state)
  }

  async #sweep(connectionId: string, queue: JobQueue): Promise<void> {
    const { multipart } = this.#options
    const signal = AbortSignal.timeout(sweepMs)
    for (const upload of await multipart.abandoned(connectionId)) {
      if (this.#isUnderWay(upload)) continue
      // What fails is tried again when the connection is ready the next time.
      await queue
        .abortMultipart(upload, { signal })
        .then(() => multipart.end(upload.uploadId))
        .catch(() => undefined)
    }
  }
}

function failedBefore(verb: 'uploads' | 'saves'): EngineError {
  return new EngineError('INTERNAL', 'It failed before Remotejob was closed.', {
    hint: `Try again ${verb} it as it is now.`,
    retryable: true,
  })
}
