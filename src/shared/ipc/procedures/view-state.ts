import { viewState } from '../../view-state.ts'
import { grantResult } from '../../files/granted-files.ts'
import { nothing, procedure } from '../procedure.ts'

/** What the window remembers, and the sample for its first steps. */
export const viewStateProcedures = {
  'view-state:get': procedure(nothing, viewState),
  'view-state:set': procedure(viewState, nothing),
  /** Creates a small text file and grants it, for a user who wants to try the app without their own file. */
  'app:sample-file': procedure(nothing, grantResult),
} as const
