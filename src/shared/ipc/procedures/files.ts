import { z } from 'zod'
import { fileToken, grantResult } from '../../files/granted-files.ts'
import { listOf } from '../bounded.ts'
import { procedure, nothing } from '../procedure.ts'

/** Files that the user picks. */
export const filesProcedures = {
  /** Opens a dialog in main. Returns `null` if it was cancelled. */
  'files:choose': procedure(z.strictObject({ kind: z.enum(['files', 'folder']) }), grantResult.nullable()),
  'files:revoke': procedure(z.strictObject({ tokens: listOf(fileToken, 10_000, { min: 0 }) }), nothing),
  /** Creates a file from the text or image on the clipboard. Returns `null` if it contains neither. */
  'files:paste': procedure(z.strictObject({ kind: z.enum(['text', 'image']) }), grantResult.nullable()),
  /** Returns the files opened with the app since the last call, or `null`. */
  'files:take-opened': procedure(nothing, grantResult.nullable()),
} as const
