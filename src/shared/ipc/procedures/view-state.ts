import { z } from 'zod'
import { viewState } from '../../view-state.ts'
import { grantResult } from '../../files/granted-files.ts'
import { nothing, procedure } from '../procedure.ts'

/** The state that the window remembers, and the sample file for the first steps. */
export const viewStateProcedures = {
  'view-state:get': procedure(nothing, viewState),
  /** `isLast` marks the reply to the event `view-state:save`. */
  'view-state:set': procedure(z.strictObject({ state: viewState, isLast: z.boolean() }), nothing),
  /**
   * Creates and grants a small text file, for users who want to try the app without a file of their
   * own.
   */
  'app:sample-file': procedure(nothing, grantResult),
} as const
