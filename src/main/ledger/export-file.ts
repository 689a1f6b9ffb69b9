import { dirname } from 'node:path'
import type { HistoryFilter } from '../../shared/history.ts'
import { EngineError, throwIfCancelled } from '../engine/errors/engine-error.ts'
import { fromFolderError } from '../engine/errors/file-errors.ts'
import { toEngineError } from '../engine/errors/to-engine-error.ts'
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
  if (error instanceof EngineError) return error
  return fromFolderError(error, dirname(path)) ?? toEngineError(error)
}
