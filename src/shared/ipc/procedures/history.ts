import { z } from 'zod'
import { historyFilter, historyPage, historyStatus, retention } from '../../history.ts'
import { procedure, nothing } from '../procedure.ts'

/** What was done on this computer. */
export const historyProcedures = {
  /** The next jobs after `cursor`, newest first. */
  'history:list': procedure(
    z.strictObject({ filter: historyFilter, cursor: z.int().nullable() }),
    historyPage,
  ),
  'history:status': procedure(nothing, historyStatus),
  'history:retain': procedure(retention, nothing),
  'history:show-hidden-file': procedure(nothing, nothing),
  'history:dismiss-hidden-file': procedure(nothing, nothing),
} as const
