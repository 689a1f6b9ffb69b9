import { z } from 'zod'
import { appInfo, problemsSnapshot } from '../../app-info.ts'
import { helpLinkNames } from '../../help-links.ts'
import { procedure, nothing, requestId } from '../procedure.ts'

/** Enough characters for hundreds of licences. */
const maxNoticesLength = 10_000_000

/** The app itself, and cancelling calls. */
export const appProcedures = {
  'app:info': procedure(nothing, appInfo),
  'app:problems': procedure(nothing, problemsSnapshot),
  /** Quits and starts again. */
  'app:restart': procedure(nothing, nothing),
  /** Copies a report without secrets to the clipboard. */
  'app:copy-diagnostics': procedure(nothing, nothing),
  'app:show-log': procedure(nothing, nothing),
  /** The licences of the packages that the app contains. `null` if the build does not include them. */
  'app:notices': procedure(nothing, z.string().max(maxNoticesLength).nullable()),
  /** Opens a site that the documentation links to in the user's browser. */
  'app:open-link': procedure(z.strictObject({ link: z.enum(helpLinkNames) }), nothing),
  'request:cancel': procedure(z.strictObject({ requestId }), nothing),
} as const
