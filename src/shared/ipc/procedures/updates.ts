import { updatesSnapshot } from '../../updates.ts'
import { nothing, procedure } from '../procedure.ts'

/** Newer versions of the app. The calls only start checks and downloads; their progress is pushed. */
export const updatesProcedures = {
  'updates:get': procedure(nothing, updatesSnapshot),
  'updates:check': procedure(nothing, nothing),
  'updates:download': procedure(nothing, nothing),
  'updates:cancel-download': procedure(nothing, nothing),
  /** Shows the downloaded package in its folder. */
  'updates:show-download': procedure(nothing, nothing),
} as const
