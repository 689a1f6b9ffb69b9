import { EngineError } from '../errors.ts'
import type { UnfinishedUpload } from './journal.ts'
import type { Runner } from './runner.ts'
import type { TransferList } from './transfer-list.ts'
import type { TransferRecord, TransferWork } from './transfer-record.ts'

/** What a take-up needs of the transfers. */
export interface TakeUpOptions {
  readonly list: TransferList
  readonly runner: Runner
  readonly renew: (record: TransferRecord, work: TransferWork) => void
  readonly upload: (former: UnfinishedUpload) => TransferRecord
}

/** Takes up what a former run left, each once its connection is ready. */
export class TakeUp {
  readonly #options: TakeUpOptions

  constructor(options: TakeUpOptions) {
    this.#options = options
  }

  /** Lists them; what failed or was paused waits for the person, the rest for its connection. */
  uploads(uploads: readonly UnfinishedUpload[]): void {
    const { list, runner, upload } = this.#options
    for (const former of uploads) {
      if (list.has(former.id)) continue
      const record = upload(former)
      const { size: bytesTotal, key, step } = former
      const state = step === 'paused' ? step : 'interrupted'
      record.facts = { ...record.facts, state, bytesTotal, key }
      list.add(record)
      if (step === 'failed') runner.fail(record, failedBefore())
      else this.#goOn(record)
    }
  }

  /** Goes on with what waits for this connection. */
  connectionReady(connectionId: string): void {
    for (const record of this.#options.list.unfinished()) {
      if (record.facts.connectionId === connectionId) this.#goOn(record)
    }
  }

  #goOn(record: TransferRecord): void {
    const { runner, renew } = this.#options
    const { work, facts } = record
    if (work === null || facts.state !== 'interrupted') return
    renew(record, work)
    if (work.queue !== null) runner.begin(record, work)
  }
}

function failedBefore(): EngineError {
  return new EngineError('INTERNAL', 'It failed before Remotejob was closed.', {
    hint: 'Try again uploads the file as it is now.',
    retryable: true,
  })
}
