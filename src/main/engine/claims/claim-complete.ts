import { stat } from 'node:fs/promises'
import type { Direction } from '../../../shared/queues/queues.ts'
import { stopLease } from './claim-finish.ts'
import type { StoredResult } from './claim-journal.ts'
import { connectedQueue } from './claim-record.ts'
import type { ClaimRecord } from './claim-record.ts'
import { fromFileError } from '../errors/file-errors.ts'
import { pathBytes } from '../files/path-text.ts'
import { numberedName, safeFileName } from '../files/safe-file-name.ts'
import { toEngineError } from '../errors/to-engine-error.ts'
import type { ExternalTransfer } from '../transfers/external-transfer.ts'
import type { Transfers } from '../transfers/transfers.ts'
import { displayName, uploadFields } from '../transfers/upload/file-to-upload.ts'
import type { FileToUpload } from '../transfers/upload/file-to-upload.ts'

/** A result file. `name` and `fields` go into its metadata and its message. */
export type ResultFile = Omit<FileToUpload, 'bytesTotal'>

/** Returns which of the queue's buckets contains a claim's payload. A foreign bucket counts as `in`. */
export function directionOf(record: ClaimRecord): Direction {
  const { job } = record
  const queue = connectedQueue(record)
  return job.bucket === queue.names.bucket('out') && job.bucket !== queue.names.bucket('in') ? 'out' : 'in'
}

/**
 * Completes a claim with one listed transfer per file. `fields` go to every result, but a file's own fields
 * take precedence. Returns the ids of the transfers. `done` resolves with the stored results. If one fails,
 * all transfers fail, and `done` rejects with the error.
 */
export function completeClaim(
  record: ClaimRecord,
  files: readonly ResultFile[],
  fields: Readonly<Record<string, string>>,
  transfers: Transfers,
): { readonly transferIds: string[]; readonly done: Promise<readonly StoredResult[]> } {
  const { queueName, connectionId, id: claimId } = record
  const tracked = files.map((file) =>
    transfers.track({
      kind: 'result',
      connectionId,
      queue: queueName,
      direction: 'out',
      name: displayName(file),
      bytesTotal: null,
      claimId,
    }),
  )
  // Cancelling one result cancels the whole completion.
  for (const { signal } of tracked) {
    signal.addEventListener('abort', () => record.abort.abort(signal.reason), { once: true })
  }
  const done = completeJob(record, files, fields, tracked, transfers).catch((thrown: unknown) => {
    const error = toEngineError(thrown)
    for (const transfer of tracked) transfer.fail(error)
    throw error
  })
  return { transferIds: tracked.map(({ id }) => id), done }
}

async function completeJob(
  record: ClaimRecord,
  files: readonly ResultFile[],
  fields: Readonly<Record<string, string>>,
  tracked: readonly ExternalTransfer[],
  { limits, threads, multipart: journal }: Transfers,
): Promise<readonly StoredResult[]> {
  const { job, abort } = record
  const queue = connectedQueue(record)
  const sizes = await Promise.all(files.map(({ path }) => sizeOf(path)))
  const keys = assetKeys(files)
  const results = files.map((file, index) => ({
    key: keys[index],
    body: { path: file.path },
    fields: { ...fields, ...uploadFields(file) },
  }))
  const completed = await queue.complete(job, results, {
    signal: abort.signal,
    limits,
    threads,
    // All parts are recorded for the first transfer. Nothing removes them while it is listed as unfinished.
    notes: {
      journal,
      transferId: tracked[0]?.id ?? '',
      connectionId: record.connectionId,
      isResumable: false,
    },
    onProgress: splitProgress(sizes, tracked),
    beforeDelete: () => stopLease(record),
  })
  completed.forEach(({ key, jobId }, index) => tracked[index]?.done(key, jobId))
  const bucket = queue.names.bucket('out')
  return completed.map(({ key, size }, index) => ({ bucket, key, name: files[index]?.name ?? key, size }))
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(pathBytes(path))).size
  } catch (error) {
    throw fromFileError(error, path)
  }
}

// Splits the engine's progress, which covers all results in order, into one per transfer.
function splitProgress(
  sizes: readonly number[],
  tracked: readonly ExternalTransfer[],
): (done: number, total: number) => void {
  let index = 0
  let before = 0
  return (done, total) => {
    while (index < sizes.length - 1 && total > before + (sizes[index] ?? 0)) {
      const size = sizes[index] ?? 0
      tracked[index]?.progress(size, size)
      before += size
      index += 1
    }
    tracked[index]?.progress(Math.max(0, done - before), Math.max(0, total - before))
  }
}

/**
 * Returns the asset key of each result. A single result keeps the protocol's own key. The same files get the
 * same keys, so completing again overwrites the results.
 */
export function assetKeys(files: readonly Pick<ResultFile, 'name'>[]): string[] {
  if (files.length === 1) return ['output']
  const taken = new Set<string>()
  return files.map(({ name }) => {
    const clean = safeFileName(name)
    let key = clean
    for (let number = 2; taken.has(foldedKey(key)); number += 1) key = numberedName(clean, number)
    taken.add(foldedKey(key))
    return key
  })
}

// A server that keeps objects as files, such as Local, may treat `A.txt` and `a.txt` as one file.
function foldedKey(key: string): string {
  return key.normalize('NFC').toLowerCase()
}
