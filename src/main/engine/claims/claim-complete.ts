import { stat } from 'node:fs/promises'
import type { Direction } from '../../../shared/queues.ts'
import { connectedQueue } from './claim-record.ts'
import type { ClaimRecord } from './claim-record.ts'
import { fromFileError } from '../errors/file-errors.ts'
import { numberedName, safeFileName } from '../files/safe-file-name.ts'
import { toEngineError } from '../errors/to-engine-error.ts'
import type { ExternalTransfer } from '../transfers/external-transfer.ts'
import type { Transfers } from '../transfers/transfers.ts'
import { displayName, uploadFields } from '../transfers/file-to-upload.ts'
import type { FileToUpload } from '../transfers/file-to-upload.ts'

/** A result file: `name` and `fields` go into its metadata and its message. */
export type ResultFile = Omit<FileToUpload, 'bytesTotal'>

/** Which of the queue's buckets a claim's payload lies in; `in` for a foreign one. */
export function directionOf(record: ClaimRecord): Direction {
  const { job } = record
  const queue = connectedQueue(record)
  return job.bucket === queue.layout.bucket('out') && job.bucket !== queue.layout.bucket('in') ? 'out' : 'in'
}

/**
 * Completes a claim, with a listed transfer a file. `fields` go to every result; a file's own win.
 * `done` rejects with what went wrong, after the transfers were told.
 */
export function completeClaim(
  record: ClaimRecord,
  files: readonly ResultFile[],
  fields: Readonly<Record<string, string>>,
  transfers: Transfers,
): { readonly transferIds: string[]; readonly done: Promise<void> } {
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
  // Half a result is none: who cancels one file cancels the completing.
  for (const { signal } of tracked) {
    signal.addEventListener('abort', () => record.abort.abort(signal.reason), { once: true })
  }
  const done = run(record, files, fields, tracked, transfers).catch((thrown: unknown) => {
    const error = toEngineError(thrown)
    for (const transfer of tracked) transfer.fail(error)
    throw error
  })
  return { transferIds: tracked.map(({ id }) => id), done }
}

async function run(
  record: ClaimRecord,
  files: readonly ResultFile[],
  fields: Readonly<Record<string, string>>,
  tracked: readonly ExternalTransfer[],
  { limits, multipart: journal }: Transfers,
): Promise<void> {
  const { job, lease, abort } = record
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
    // Of the first for all: while it is listed as unfinished nobody sweeps the parts.
    notes: {
      journal,
      transferId: tracked[0]?.id ?? '',
      connectionId: record.connectionId,
      isResumable: false,
    },
    onProgress: spread(sizes, tracked),
    beforeDelete: async () => {
      await lease.stop()
      lease.assertHeld()
    },
  })
  completed.forEach(({ key, jobId }, index) => tracked[index]?.done(key, jobId))
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    throw fromFileError(error, path)
  }
}

// The engine counts over all results, one after the other.
function spread(
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
 * The asset key of each result. A lone one keeps the protocol's own key. A repeat makes the same keys, and so
 * overwrites.
 */
export function assetKeys(files: readonly Pick<ResultFile, 'name'>[]): string[] {
  if (files.length === 1) return ['output']
  const taken = new Set<string>()
  return files.map(({ name }) => {
    const clean = safeFileName(name)
    let key = clean
    for (let number = 2; taken.has(folded(key)); number += 1) key = numberedName(clean, number)
    taken.add(folded(key))
    return key
  })
}

// A store of files, as the local service is, may take `A.txt` and `a.txt` for one file.
function folded(key: string): string {
  return key.normalize('NFC').toLowerCase()
}
