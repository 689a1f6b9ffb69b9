import { z } from 'zod'
import { connectionsSnapshot, editedConnection, newConnection } from '../../connections/connections.ts'
import { procedure, nothing, id } from '../procedure.ts'

/** Connections, and the keys that main reads for them. */
export const connectionsProcedures = {
  'connections:list': procedure(nothing, connectionsSnapshot),
  'connections:profiles': procedure(
    nothing,
    z.array(z.strictObject({ name: z.string(), region: z.string().nullable() })),
  ),
  'connections:add': procedure(newConnection, z.strictObject({ connectionId: z.string() })),
  /** Changes a connection of the same kind. If its addresses change, its keys are forgotten. */
  'connections:edit': procedure(z.strictObject({ connectionId: id, edited: editedConnection }), nothing),
  /** Opens a dialog to choose a file with CA certificates. */
  'connections:choose-ca-file': procedure(z.strictObject({ connectionId: id }), nothing),
  'connections:forget-ca-file': procedure(z.strictObject({ connectionId: id }), nothing),
  /** Answers the MFA request in the snapshot. `null` cancels it. */
  'connections:answer-mfa': procedure(
    z.strictObject({
      requestId: id,
      code: z
        .string()
        .regex(/^\d{6}$/)
        .nullable(),
    }),
    nothing,
  ),
  'connections:remove': procedure(z.strictObject({ connectionId: id }), nothing),
  'connections:activate': procedure(z.strictObject({ connectionId: id }), nothing),
  /**
   * Connects without making it the active connection, so that its queues are read. If that fails, its state says so.
   */
  'connections:connect': procedure(z.strictObject({ connectionId: id }), nothing),
  /** Retries a failed connection now instead of after its delay. */
  'connections:try-now': procedure(z.strictObject({ connectionId: id }), nothing),
  /**
   * Reads an access key pair from the clipboard and clears it. Returns the masked access key id, or `null` if
   * the user declined to use Local's keys for another server.
   */
  'connections:take-keys-from-clipboard': procedure(
    z.strictObject({ connectionId: id }),
    z.strictObject({ accessKeyId: z.string() }).nullable(),
  ),
  /** Reads the keys from a file that the user picks. Also returns `null` if no file was picked. */
  'connections:take-keys-from-file': procedure(
    z.strictObject({ connectionId: id }),
    z.strictObject({ accessKeyId: z.string() }).nullable(),
  ),
  /** Opens a small window in which the user types them. Also returns `null` if it was closed. */
  'connections:type-keys': procedure(
    z.strictObject({ connectionId: id }),
    z.strictObject({ accessKeyId: z.string() }).nullable(),
  ),
  /** Signs in with the browser, then connects. Returns once that is done; `CANCELLED` if it was stopped. */
  'connections:sign-in': procedure(z.strictObject({ connectionId: id }), nothing),
  'connections:cancel-sign-in': procedure(z.strictObject({ connectionId: id }), nothing),
  /** Reopens the page of the sign-in in progress. */
  'connections:open-sign-in-page': procedure(z.strictObject({ connectionId: id }), nothing),
  /** Forgets a connection's keys, in memory and on disk. */
  'connections:forget-keys': procedure(z.strictObject({ connectionId: id }), nothing),
} as const
