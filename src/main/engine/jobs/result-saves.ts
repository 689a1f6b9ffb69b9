import { lstat } from 'node:fs/promises'
import { extname } from 'node:path'
import type { SavedFile, SaveTarget } from '../downloads/save-file.ts'
import { EngineError } from '../errors/engine-error.ts'
import { pathBytes } from '../files/path-text.ts'
import { payloadFileName, safeFileName } from '../files/safe-file-name.ts'
import type { ConnectionLookup } from '../transfers/connection-lookup.ts'
import type { PlannedSave } from '../transfers/transfer-journal.ts'
import type { TransferOutcome } from '../transfers/transfer-record.ts'
import type { SaveObjectRequest } from '../transfers/save-transfer.ts'
import { notConnected } from './job-errors.ts'
import type { SessionSaves } from './job-session.ts'
import type { JobStore, StoredJob, StoredResult } from './job-store.ts'

/** The part of the transfers that saving results needs. */
export interface SavingTransfers {
  save(request: SaveObjectRequest): string
  outcomeOf(id: string): Promise<TransferOutcome>
  /** Calls the listener after every save, with its plan: those that a former session began too. */
  onSaved(listener: (plan: PlannedSave, saved: SavedFile) => void): () => void
}

/** Options of {@link ResultSaves}. */
export interface ResultSavesOptions {
  readonly store: JobStore
  readonly transfers: SavingTransfers
  readonly connections: Pick<ConnectionLookup, 'queueOn'>
  /** Called when it cannot be recorded that a result was saved. */
  readonly onError?: (error: unknown) => void
  readonly now?: () => number
}

/** Saves results through the transfers, and records where they went. */
export class ResultSaves implements SessionSaves {
  readonly #options: ResultSavesOptions
  readonly #now: () => number
  /** By job. */
  readonly #transfers = new Map<number, string>()
  /** By result: the save in progress. */
  readonly #saving = new Map<number, Promise<TransferOutcome>>()
  /** By transfer: the result that it saves. */
  readonly #results = new Map<string, number>()
  readonly #stopListening: () => void

  constructor(options: ResultSavesOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#stopListening = options.transfers.onSaved((plan, { path }) => {
      this.#record(plan, path).catch((error: unknown) => options.onError?.(error))
    })
  }

  transferOf(jobId: number): string | null {
    return this.#transfers.get(jobId) ?? null
  }

  /**
   * Starts to save a result, unless that is in progress already. `among`: with results of other jobs, so its name has to
   * say whose it is. Resolves with its end.
   * @throws EngineError `NOT_CONNECTED`
   */
  save(
    job: StoredJob,
    result: StoredResult,
    target: SaveTarget,
    { among = false }: { readonly among?: boolean } = {},
  ): Promise<TransferOutcome> {
    const known = this.#saving.get(result.id)
    if (known !== undefined) return known
    const { transfers, connections } = this.#options
    const queue = connections.queueOn(job.connectionId, job.queue)
    if (queue === null) throw notConnected(job.queue)
    const transferId = transfers.save({
      queue,
      connectionId: job.connectionId,
      direction: 'out',
      bucket: result.bucket,
      key: result.key,
      name: savedName(job, result, among),
      bytesTotal: result.size,
      target,
    })
    this.#transfers.set(job.id, transferId)
    this.#results.set(transferId, result.id)
    const ending = transfers.outcomeOf(transferId).finally(() => this.#saving.delete(result.id))
    // Nobody may wait for it. The transfer shows its error.
    ending.catch(() => undefined)
    this.#saving.set(result.id, ending)
    return ending
  }

  close(): void {
    this.#stopListening()
  }

  /** Records that a result was saved, whoever saved it: this session or a former one, from a list of files or a claim. */
  async #record({ id, connectionId, queue, bucket, key }: PlannedSave, path: string): Promise<void> {
    const { store } = this.#options
    const known = this.#results.get(id)
    if (known !== undefined) {
      this.#results.delete(id)
      for (const [jobId, transferId] of this.#transfers) if (transferId === id) this.#transfers.delete(jobId)
      return store.markResult(known, 'saved', this.#now(), path)
    }
    const messageId = messageIdOf(key)
    if (messageId === null) return
    const jobId = (await store.withMessageIds(connectionId, queue, [messageId])).get(messageId)
    if (jobId === undefined) return
    const isIt = (result: StoredResult): boolean => result.bucket === bucket && result.key === key
    const find = async (): Promise<StoredResult | undefined> =>
      (await store.describe(jobId))?.results.find(isIt)
    let result = await find()
    if (result === undefined) {
      const { size } = await lstat(pathBytes(path))
      const name = key.slice(messageId.length + 1)
      await store.addResults([{ jobId, bucket, key, name, size, modifiedAt: null }], [], this.#now())
      result = await find()
    }
    if (result !== undefined) await store.markResult(result.id, 'saved', this.#now(), path)
  }
}

/** Where a result was saved, if its file is still there. */
export async function savedPathOf({ savedPath }: StoredResult): Promise<string | null> {
  if (savedPath === null) return null
  return lstat(pathBytes(savedPath)).then(
    () => savedPath,
    () => null,
  )
}

/** The MessageId that the key of a result starts with: a UUID. `null` if it is no such key. */
export function messageIdOf(key: string): string | null {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?=-.)/i.exec(key)?.[0] ?? null
}

/** The file name of a result. One without an extension says nothing by itself: `output` of scan.png is `scan-output`. */
export function savedName(job: Pick<StoredJob, 'fileName'>, { name }: StoredResult, among: boolean): string {
  const safe = safeFileName(name)
  const stem = job.fileName.slice(0, job.fileName.length - extname(job.fileName).length)
  const isTelling = extname(safe) !== '' && !among
  if (stem === '' || isTelling || safe.toLowerCase().includes(stem.toLowerCase())) return safe
  return payloadFileName({ name: `${stem}-${safe}` }, safe)
}

/** The error of a transfer that has ended without a file. */
export function endError({ error }: TransferOutcome): EngineError {
  return error ?? new EngineError('CANCELLED')
}
