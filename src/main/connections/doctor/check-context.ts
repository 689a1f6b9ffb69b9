import type { Role } from '../../../shared/connections/roles.ts'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import type { RequestCounter } from '../../engine/aws/middleware/request-counter.ts'
import type { Access } from '../access.ts'
import type { OpenClients } from '../connecting/open-clients.ts'
import type { ProvidedKeys } from '../profiles/shared-keys.ts'

/** The context of all steps of a check. */
export interface CheckContext {
  readonly kind: 'local' | 'profile' | 'keys' | 'endpoint'
  readonly access: Access
  readonly open: OpenClients
  readonly counter: RequestCounter
  readonly signal: AbortSignal
  /** The connection's job queues. */
  readonly queues: readonly QueueConfig[]
  readonly role: Role
}

/** The context of the steps that sign their requests. */
export interface SignedContext extends CheckContext {
  readonly keys: ProvidedKeys
  /** How far our clock is behind the server's, in milliseconds. Signatures use the server's time. */
  readonly clockOffsetMs: number
}

/** The owner of the keys. */
export interface Identity {
  readonly account: string
  readonly arn: string
}
