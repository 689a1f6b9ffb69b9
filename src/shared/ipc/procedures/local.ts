import { z } from 'zod'
import { localService, localSnippet } from '../../connections/connections.ts'
import { procedure, nothing } from '../procedure.ts'

/** The embedded Local server. */
export const localProcedures = {
  'local:get': procedure(nothing, localService),
  'local:restart': procedure(nothing, nothing),
  'local:use-another-port': procedure(nothing, nothing),
  'local:copy-environment': procedure(z.strictObject({ snippet: localSnippet }), nothing),
  'local:show-data-folder': procedure(nothing, nothing),
} as const
