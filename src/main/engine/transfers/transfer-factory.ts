import { randomId } from '../async/random-id.ts'
import type { Direction } from '../../../shared/queues/queues.ts'
import type { Transfer } from '../../../shared/files/transfers.ts'
import type { ExternalTransferRequest } from './external-transfer.ts'
import { displayName, uploadFields } from './upload/file-to-upload.ts'
import type { UploadRequest } from './upload/file-to-upload.ts'
import type { SendHold } from './upload/send-hold.ts'
import type { TransferThreads } from '../aws/threads/transfer-threads.ts'
import type { SmallFileReader } from '../files/small-file-reader.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { PlannedSave, TransferJournal, UnfinishedSave, UnfinishedUpload } from './transfer-journal.ts'
import { plannedSave, SaveTransfer } from './save-transfer.ts'
import type { SaveObjectRequest } from './save-transfer.ts'
import type { TransferLimits } from '../limits/transfer-limits.ts'
import type { TransferList } from './transfer-list.ts'
import { newRecord, reportChange } from './transfer-record.ts'
import type { TransferRecord } from './transfer-record.ts'
import { UploadTransfer } from './upload/upload-transfer.ts'
import { ListedUpload, type UploadHost } from './upload/listed-upload.ts'
import type { UploadDraft } from './upload/upload-state.ts'

/** The dependencies of every new transfer. */
export interface TransferFactoryOptions {
  readonly now: () => number
  readonly journal: TransferJournal
  readonly limits: TransferLimits
  readonly reader?: SmallFileReader | undefined
  readonly threads?: TransferThreads | undefined
  readonly list: TransferList
  readonly hold: SendHold
}

/** A transfer that has not started. */
export interface NewTransfer<W> {
  readonly record: TransferRecord
  readonly work: W
}

/** Creates the records of transfers, both new ones and those that the previous session did not finish. */
export class TransferFactory {
  readonly #options: TransferFactoryOptions
  readonly #host: UploadHost

  constructor(options: TransferFactoryOptions) {
    this.#options = options
    const { journal, limits, reader, threads, list, hold } = options
    this.#host = { services: { journal, limits, reader, threads }, list, hold }
  }

  upload(
    kind: UploadDraft['kind'],
    request: UploadRequest,
    direction: Direction,
  ): NewTransfer<UploadTransfer> {
    const { queue, connectionId, path, bytesTotal, group = null, sendsAt = null, delaySeconds = 0 } = request
    const { copyOf, key = randomId() } = request
    const fields = copyOf === undefined ? uploadFields(request) : request.fields
    const draft: UploadDraft = {
      id: randomId(),
      kind,
      connectionId,
      queue: queue.config.name,
      direction,
      key,
      path,
      name: displayName(request),
      fields,
      createdAt: this.#options.now(),
      group,
      ...(copyOf && { copyOf }),
      ...(delaySeconds > 0 && { delaySeconds }),
    }
    return this.#upload(draft, { bytesTotal, key: null, sendsAt }, queue)
  }

  /** Returns an upload that the previous session did not finish. */
  unfinishedUpload(unfinished: UnfinishedUpload): NewTransfer<UploadTransfer> {
    return this.#upload(unfinished, { bytesTotal: unfinished.size, key: unfinished.key, sendsAt: null }, null)
  }

  save(request: SaveObjectRequest): NewTransfer<SaveTransfer> {
    return this.#save(plannedSave(request, randomId(), this.#options.now()), request.queue)
  }

  /** Returns a save that the previous session did not finish. */
  unfinishedSave(unfinished: UnfinishedSave): NewTransfer<SaveTransfer> {
    return this.#save(unfinished, null, unfinished)
  }

  /** Returns a transfer performed by other code. */
  external(request: ExternalTransferRequest): TransferRecord {
    return newRecord({ ...request, id: randomId(), createdAt: this.#options.now() }, null)
  }

  #save(plan: PlannedSave, queue: JobQueue | null, unfinished?: UnfinishedSave): NewTransfer<SaveTransfer> {
    const { journal, limits, threads, list } = this.#options
    const work = new SaveTransfer(
      plan,
      {
        journal: journal.saves,
        limits,
        threads,
        change: (change) => reportChange(list, record, change),
        saved: (saved) => {
          record.saved = saved
        },
      },
      queue,
      unfinished,
    )
    const { id, connectionId, queue: queueName, direction, key, bytesTotal, claimId, createdAt } = plan
    const source = { connectionId, queue: queueName, direction, key, claimId }
    const record = newRecord({ id, kind: 'save', ...source, name: work.name, bytesTotal, createdAt }, work)
    return { record, work }
  }

  #upload(
    upload: UploadDraft | UnfinishedUpload,
    known: Pick<Transfer, 'bytesTotal' | 'key' | 'sendsAt'>,
    jobQueue: JobQueue | null,
  ): NewTransfer<UploadTransfer> {
    const context = new ListedUpload(this.#host)
    const work = new UploadTransfer(upload, context, jobQueue)
    const { id, kind, connectionId, queue, direction, name, createdAt } = upload
    const info = { id, kind, connectionId, queue, direction, name, createdAt }
    const record = newRecord({ ...info, ...known }, work, upload.group?.id ?? null)
    context.attach(record)
    return { record, work }
  }
}
