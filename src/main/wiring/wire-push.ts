import type { TransfersSnapshot } from '../../shared/files/transfers.ts'
import type { Updates } from '../app/updates/updates.ts'
import { refreshAfterTransfers } from '../engine/depths/refresh-after-transfers.ts'
import type { Push } from '../ipc/push.ts'
import type { JobServices } from '../ipc/services.ts'
import type { History } from '../ledger/history.ts'
import type { MetricsParts } from './wire-metrics.ts'
import type { EngineParts } from './wire-engine.ts'
import type { LocalParts } from './wire-local.ts'

/**
 * Transfers are pushed as a whole, which is expensive for the page if there are many. Their rows in
 * the list of jobs update more often.
 */
const transfersEveryMs = 300
const manyTransfers = 40
const manyTransfersEveryMs = 1_000
/** A download reports every chunk. */
const updatesEveryMs = 200

/** Pushes each change to the window: a snapshot, or for claims only the changes. */
export function wirePush(
  push: Push,
  parts: EngineParts &
    MetricsParts & {
      readonly local: LocalParts
      readonly history: History
      readonly updates: Updates
      readonly jobs: Pick<JobServices, 'list' | 'counts'>
    },
): void {
  const {
    jobs,
    local,
    connections,
    doctor,
    transfers,
    claims,
    history,
    poller,
    requestMeter,
    metrics,
    alarms,
    updates,
  } = parts
  const refreshDepths = refreshAfterTransfers(
    (queueName) => poller.refreshSoon(queueName),
    () => connections.activeId,
  )
  local.onChange(() => push.plan('local:changed', () => local.control.snapshot()))
  connections.onChange(() => push.plan('connections:changed', () => connections.snapshot()))
  updates.onChange(() => push.plan('updates:changed', () => updates.snapshot(), updatesEveryMs))
  doctor.onChange(() => push.plan('doctor:changed', () => doctor.snapshot()))
  let everyMs = transfersEveryMs
  const takeTransfers = (): TransfersSnapshot => {
    const snapshot = transfers.snapshot()
    everyMs = snapshot.transfers.length < manyTransfers ? transfersEveryMs : manyTransfersEveryMs
    refreshDepths(snapshot)
    return snapshot
  }
  transfers.onChange(() => push.plan('transfers:changed', takeTransfers, everyMs))
  const pushClaims = (): void =>
    push.plan('claims:changed', () => {
      const change = claims.takeChange()
      if (claims.hasChange) pushClaims()
      return change
    })
  claims.onChange(pushClaims)
  jobs.list.onChange(() => push.planIfAny('jobs:changed', () => jobs.list.takeChange()))
  jobs.counts.onChange(() => push.planIfAny('job-counts:changed', () => jobs.counts.last))
  history.onChange(() => {
    // Counting the jobs takes a moment, so the status is pushed once the count is known.
    void history.status().then(
      (status) => push.plan('history:changed', () => status),
      () => null,
    )
  })
  poller.onChange(() => push.plan('queues:changed', () => poller.snapshot()))
  metrics.onChange(() => push.plan('metrics:changed', () => metrics.takeChange()))
  alarms.onChange(() => push.plan('alarms:changed', () => alarms.snapshot()))
  requestMeter.onChange(() => push.plan('requests:changed', () => requestMeter.snapshot()))
}
