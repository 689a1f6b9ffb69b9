import type { HistoryFilter } from '../../shared/history.ts'
import { EngineError, throwIfCancelled } from '../engine/errors/engine-error.ts'
import { fromFileError } from '../engine/errors/file-errors.ts'
import { replaceFile } from '../engine/files/atomic-write.ts'
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

/** Writes the jobs to a file, which appears under its name only when it is complete. Returns their number. */
export async function exportJobs(channel: LedgerChannel, order: ExportOrder): Promise<number> {
  const { path, filter, format, signal } = order
  try {
    return await replaceFile(path, async (file) => {
      let jobs = 0
      let before: number | null = null
      if (format === 'csv') await file.appendFile(csvHead)
      do {
        throwIfCancelled(signal)
        const chunk: ExportedJobs = await channel.read('history:text', {
          filter,
          before,
          limit: chunkJobs,
          format,
        })
        await file.appendFile(chunk.text)
        jobs += chunk.jobs
        before = chunk.next
      } while (before !== null)
      return jobs
    })
  } catch (error) {
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
