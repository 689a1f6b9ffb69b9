import { z } from 'zod'
import { appInfo } from '../../app-info.ts'
import { procedure, nothing, requestId } from '../procedure.ts'

/** The app itself, and cancelling calls. */
export const appProcedures = {
  'app:info': procedure(nothing, appInfo),
  'request:cancel': procedure(z.strictObject({ requestId }), nothing),
} as const
