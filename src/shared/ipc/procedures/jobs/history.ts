import { historyStatus, retention } from '../../../jobs/history.ts'
import { procedure, nothing } from '../../procedure.ts'

/** The history of jobs on this computer. */
export const historyProcedures = {
  'history:status': procedure(nothing, historyStatus),
  'history:retain': procedure(retention, nothing),
  'history:show-hidden-file': procedure(nothing, nothing),
  'history:dismiss-hidden-file': procedure(nothing, nothing),
} as const
