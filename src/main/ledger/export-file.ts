import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import type { HistoryFilter } from '../../shared/history.ts'
import { EngineError, throwIfCancelled } from '../engine/errors/engine-error.ts'
import { fromFileError } from '../engine/errors/file-errors.ts'
import { csvHead, type ExportFormat } from './worker/export-text.ts'
import type { LedgerChannel } from './ledger-channel.ts'
import type { ExportedJobs } from './ledger-message.ts'

const chunkJobs = 500

/** What to export, and where to. */
interface ExportOrder {
  readonly path: string
  readonly filter: HistoryFilter
  readonly format: ExportFormat
  readonly signal: AbortSignal
}

/** Writes the jobs chunk by chunk into a file beside the wished one, then gives it its name. Answers how many. */
export async function exportJobs(channel: LedgerChannel, order: ExportOrder): Promise<number> {
  const { path, filter, format, signal } = order
  const unfinished = `${path}.${randomUUID().slice(0, 8)}.part`
  try {
    const file = await open(unfinished, 'wx', 0o600)
    let jobs = 0
    try {
      if (format === 'csv') await file.write(csvHead)
      let before: number | null = null
      do {
        throwIfCancelled(signal)
        const chunk: ExportedJobs = await channel.read('history:text', {
          filter,
          before,
          limit: chunkJobs,
          format,
        })
        if (chunk.text !== '') await file.write(chunk.text)
        jobs += chunk.jobs
        before = chunk.next
      } while (before !== null)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, path)
    return jobs
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined)
    throw writeError(error, path)
  }
}

function writeError(error: unknown, path: string): EngineError {
  const code = (error as { readonly code?: unknown } | null)?.code
  if (error instanceof EngineError || code === 'ENOSPC' || code === 'EDQUOT')
    return fromFileError(error, path)
  return new EngineError('SAVE_FOLDER_READ_ONLY', 'The file cannot be written there.', {
    hint: 'Choose another folder.',
    cause: error,
  })
}
