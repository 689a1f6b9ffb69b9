import { extname } from 'node:path'
import type { SaveTarget } from '../downloads/save-file.ts'
import { EngineError } from '../errors/engine-error.ts'
import { pathExists } from '../files/path-exists.ts'
import { payloadFileName, safeFileName } from '../files/safe-file-name.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { ConnectionLookup } from '../transfers/connection-lookup.ts'
import type { TransferOutcome } from '../transfers/transfer-record.ts'
import type { SaveObjectRequest } from '../transfers/save-transfer.ts'
import { notConnected } from './job-errors.ts'
import type { SessionSaves } from './job-session.ts'
import type { StoredJob, StoredResult } from './job-store.ts'

/** The part of the transfers used to save results. */
export interface SaveTransfers {
  save(request: SaveObjectRequest): string
  outcomeOf(id: string): Promise<TransferOutcome>
}

/** Options of {@link ResultSaves}. */
export interface ResultSavesOptions {
  readonly transfers: SaveTransfers
  readonly connections: Pick<ConnectionLookup, 'queueOn'>
  /** Returns a saved file's name by the user's pattern, or `undefined` for its own name. */
  readonly nameOf?: (info: {
    readonly fileName: string
    readonly jobId: string
    readonly queue: string
  }) => string | undefined
}

/** Saves results as transfers, whose journal records where the files are. */
export class ResultSaves implements SessionSaves {
  readonly #options: ResultSavesOptions
  /** Keyed by job: the latest save. Failed ones are kept, so that they can be shown and retried. */
  readonly #transfers = new Map<number, string>()
  /** Keyed by result: the save in progress. */
  readonly #saving = new Map<number, Promise<TransferOutcome>>()

  constructor(options: ResultSavesOptions) {
    this.#options = options
  }

  transferOf(jobId: number): string | null {
    return this.#transfers.get(jobId) ?? null
  }

  /**
   * Saves a result, unless a save is already in progress. With `among`, several jobs' results are saved, so
   * the file name has to include the job. Resolves with the outcome. @throws EngineError `NOT_CONNECTED`, at
   * once
   */
  save(
    job: StoredJob,
    result: StoredResult,
    target: SaveTarget,
    { among = false }: { readonly among?: boolean } = {},
  ): Promise<TransferOutcome> {
    const known = this.#saving.get(result.id)
    if (known !== undefined) return known
    const queue = this.#options.connections.queueOn(job.connectionId, job.queue)
    if (queue === null) throw notConnected(job.queue)
    const saving = this.#save(queue, job, { result, target, among }).finally(() =>
      this.#saving.delete(result.id),
    )
    // No caller may be waiting for it. The transfer shows the error.
    saving.catch(() => undefined)
    this.#saving.set(result.id, saving)
    return saving
  }

  async #save(
    queue: JobQueue,
    job: StoredJob,
    {
      result,
      target,
      among,
    }: { readonly result: StoredResult; readonly target: SaveTarget; readonly among: boolean },
  ): Promise<TransferOutcome> {
    const { transfers, nameOf } = this.#options
    const fileName = savedName(job, await namedResult(queue, result), among)
    const info = { fileName, jobId: job.messageId ?? String(job.id), queue: job.queue }
    const transferId = transfers.save({
      queue,
      connectionId: job.connectionId,
      direction: 'out',
      bucket: result.bucket,
      key: result.key,
      name: nameOf?.(info) ?? fileName,
      bytesTotal: result.size,
      target,
    })
    this.#transfers.set(job.id, transferId)
    const outcome = await transfers.outcomeOf(transferId)
    if (outcome.saved !== null && this.#transfers.get(job.id) === transferId) this.#transfers.delete(job.id)
    return outcome
  }
}

/** Returns the result with the file name from its object, if its key has no meaningful one. */
async function namedResult(queue: JobQueue, result: StoredResult): Promise<StoredResult> {
  if (extname(result.name) !== '') return result
  // If the object is missing, its transfer fails.
  const detail = await queue.describeObject(result.bucket, result.key).catch(() => null)
  const name = detail?.fields['filename'] ?? detail?.fields['name'] ?? result.name
  return { ...result, name }
}

/** Returns the path of a saved result, if its file still exists. */
export async function savedPathOf({ savedPath }: StoredResult): Promise<string | null> {
  return savedPath !== null && (await pathExists(savedPath)) ? savedPath : null
}

/**
 * Returns a result's file name. A name without an extension gets its job's name as a prefix:
 * `output` of scan.png becomes `scan-output`.
 */
export function savedName(job: Pick<StoredJob, 'fileName'>, { name }: StoredResult, among: boolean): string {
  const safe = safeFileName(name)
  const stem = job.fileName.slice(0, job.fileName.length - extname(job.fileName).length)
  const isDescriptive = extname(safe) !== '' && !among
  if (stem === '' || isDescriptive || safe.toLowerCase().startsWith(stem.toLowerCase())) return safe
  return payloadFileName({ name: `${stem}-${safe}` }, safe)
}

/** Returns a transfer's error if it ended without a file. */
export function endError({ error }: TransferOutcome): EngineError {
  return error ?? new EngineError('CANCELLED')
}
