import type { QueryClient } from '@tanstack/react-query'
import type { Command } from '../../shared/commands.ts'
import type { ClaimsSnapshot } from '../../shared/claims.ts'
import { applyClaimsChange } from './apply-claims-change.ts'
import { claimsKey } from '../queries/claims.ts'
import { connectionsKey, localServiceKey } from '../queries/connections.ts'
import { historyJobsKey, historyStatusKey } from '../queries/history.ts'
import { queuesKey } from '../queries/queues.ts'
import { requestsKey } from '../queries/requests.ts'
import { settingsKey } from '../queries/settings.ts'
import { transfersKey } from '../queries/transfers.ts'

interface Snapshot {
  readonly revision: number
}

/**
 * Writes main's pushes to the query cache and forwards its commands. Start it before the first fetch, so that
 * no push is missed. Returns the function that stops it.
 */
export function pushToCache(client: QueryClient, onCommand: (command: Command) => unknown): () => void {
  const bridge = window.remotejob
  const setIfNewer = <S extends Snapshot>(key: readonly string[], snapshot: S): void => {
    client.setQueryData<S>(key, (known) =>
      known !== undefined && known.revision > snapshot.revision ? known : snapshot,
    )
  }
  const unsubscribers = [
    bridge.on('connections:changed', (snapshot) => {
      setIfNewer(connectionsKey, snapshot)
    }),
    bridge.on('local:changed', (local) => {
      client.setQueryData(localServiceKey, local)
    }),
    bridge.on('queues:changed', (snapshot) => {
      setIfNewer(queuesKey, snapshot)
    }),
    bridge.on('claims:changed', (change) => {
      const known = client.getQueryData<ClaimsSnapshot>(claimsKey)
      const next = known === undefined ? null : applyClaimsChange(known, change)
      if (next !== null) client.setQueryData(claimsKey, next)
      else void client.invalidateQueries({ queryKey: claimsKey })
    }),
    bridge.on('transfers:changed', (snapshot) => {
      setIfNewer(transfersKey, snapshot)
    }),
    bridge.on('history:changed', (status) => {
      setIfNewer(historyStatusKey, status)
      void client.invalidateQueries({ queryKey: historyJobsKey })
    }),
    bridge.on('settings:changed', (settings) => {
      client.setQueryData(settingsKey, settings)
    }),
    bridge.on('requests:changed', (snapshot) => {
      setIfNewer(requestsKey, snapshot)
    }),
    bridge.on('command:run', onCommand),
  ]
  return () => {
    for (const stop of unsubscribers) stop()
  }
}
