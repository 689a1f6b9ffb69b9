import { z } from 'zod'
import { fileToken, grantResult, outgoingFiles } from '../../granted-files.ts'
import { queueName } from '../../queues.ts'
import { startedTransfers } from '../../transfers.ts'
import { listOf } from '../bounded.ts'
import { procedure, nothing } from '../procedure.ts'

/** Files that the user picks. */
export const filesProcedures = {
  /** Opens a dialog in main; returns `null` if it was closed. */
  'files:choose': procedure(z.strictObject({ kind: z.enum(['files', 'folder']) }), grantResult.nullable()),
  'files:revoke': procedure(z.strictObject({ tokens: listOf(fileToken, 10_000, { min: 0 }) }), nothing),
  'jobs:submit': procedure(z.strictObject({ queue: queueName, files: outgoingFiles }), startedTransfers),
} as const
