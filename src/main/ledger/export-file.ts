import type { HistoryFilter } from '../../shared/history.ts'
import { EngineError, throwIfCancelled } from '../engine/errors/engine-error.ts'
import { fromFileError } from '../engine/errors/file-errors.ts'
import { replaceFile } from '../engine/files/atomic-write.ts'
import type { LedgerChannel } from './ledger-channel.ts'
import type { ExportChunk, ExportFormat } from './ledger-message.ts'

const jobsPerChunk = 500

/** How to export the history. */
interface ExportOptions {
  readonly path: string
  readonly filter: HistoryFilter
  readonly format: ExportFormat
  readonly signal: AbortSignal
}

/** Writes the jobs to a file, which appears under its name only when it is complete. Returns their number. */
export async function exportJobs(
  channel: LedgerChannel,
  { path, filter, format, signal }: ExportOptions,
): Promise<number> {
  try {
    return await replaceFile(path, async (file) => {
      let jobs = 0
      let before: number | null = null
      do {
        throwIfCancelled(signal)
        const chunk: ExportChunk = await channel.request('history:export', {
          filter,
          before,
          limit: jobsPerChunk,
          format,
        })
        await file.appendFile(chunk.text)
        jobs += chunk.jobs
        before = chunk.next
      } while (before !== null)
      return jobs
    })
  } catch (error) {
    throw toExportError(error, path)
  }
}

function toExportError(error: unknown, path: string): EngineError {
  const code = (error as { readonly code?: unknown } | null)?.code
  if (error instanceof EngineError || code === 'ENOSPC' || code === 'EDQUOT')
    return fromFileError(error, path)
  return new EngineError('SAVE_FOLDER_READ_ONLY', 'The file cannot be written there.', {
    hint: 'Choose another folder.',
    cause: error,
  })
}
