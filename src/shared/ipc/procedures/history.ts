import { z } from 'zod'
import { historyFilter, historyPage, historyStatus, retention } from '../../history.ts'
import { procedure, nothing, requestId } from '../procedure.ts'

/** What was done on this computer. */
export const historyProcedures = {
  /** The next jobs after `cursor`, newest first. */
  'history:list': procedure(
    z.strictObject({ filter: historyFilter, cursor: z.int().nullable() }),
    historyPage,
  ),
  'history:status': procedure(nothing, historyStatus),
  'history:retain': procedure(retention, nothing),
  /**
   * Opens a save dialog. Returns the number of exported jobs, or `null` if the dialog was closed.
   * Cancellable.
   */
  'history:export': procedure(
    z.strictObject({ filter: historyFilter, format: z.enum(['csv', 'json-lines']), requestId }),
    z.strictObject({ jobs: z.int() }).nullable(),
  ),
  'history:show-hidden-file': procedure(nothing, nothing),
  'history:dismiss-hidden-file': procedure(nothing, nothing),
} as const
