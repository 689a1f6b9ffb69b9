import type { Connection } from '../../../shared/connections/connections.ts'
import type { CircuitBreaker } from '../../engine/aws/transport/circuit-breaker.ts'
import { toWire } from '../../engine/errors/engine-error.ts'
import type { ConnectionStatus } from './connection-statuses.ts'
import { localOutage } from './local-outage.ts'
import { localConnectionId } from '../stores/settings-store.ts'

/** Returns a connection's state as the window shows it. An outage overrides “ready”. */
export function shownStatus(
  id: string,
  status: ConnectionStatus,
  { error, retryAt }: ReturnType<CircuitBreaker['state']>,
): Pick<Connection, 'state' | 'error' | 'retryAt'> {
  if (status.state !== 'ready' || error === null) return { ...status, retryAt: null }
  const shown = id === localConnectionId ? localOutage(toWire(error)) : toWire(error)
  return { state: 'reconnecting', error: shown, retryAt }
}
