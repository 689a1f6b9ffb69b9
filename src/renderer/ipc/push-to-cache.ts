import type { QueryClient } from '@tanstack/react-query'
import type { Command } from '../../shared/commands.ts'
import type { ClaimsSnapshot } from '../../shared/jobs/claims.ts'
import type { JobDetail, JobsChange } from '../../shared/jobs/jobs.ts'
import type { MetricsSnapshot } from '../../shared/metrics/metrics.ts'
import { troublesKey } from '../queries/app-info.ts'
import { alarmsKey, metricsKey } from '../queries/queues/metrics.ts'
import { applyMetricsChange } from './apply-metrics-change.ts'
import { applyClaimsChange } from './apply-claims-change.ts'
import { applyJobsChange, type WatchedWindow } from './apply-jobs-change.ts'
import { claimsKey } from '../queries/jobs/claims.ts'
import { connectionsKey, localServiceKey } from '../queries/connections.ts'
import { deadLettersKey } from '../queries/queues/dead-letters.ts'
import { doctorKey } from '../queries/doctor.ts'
import { historyStatusKey } from '../queries/jobs/history.ts'
import { isOfLastWatch, jobCountsKey, jobKey, jobsWindowKey } from '../queries/jobs/jobs.ts'
import { queuesKey } from '../queries/queues/queues.ts'
import { requestsKey } from '../queries/requests.ts'
import { settingsKey } from '../queries/settings.ts'
import { transfersKey } from '../queries/transfers.ts'
import { updatesKey } from '../queries/updates.ts'

interface Snapshot {
  readonly revision: number
}

/**
 * Writes main's pushes to the query cache and forwards its commands. Call it before the first
 * fetch, so that no push is missed. Returns a function that stops it.
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
    bridge.on('doctor:changed', (snapshot) => {
      setIfNewer(doctorKey, snapshot)
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
    bridge.on('jobs:changed', (change) => {
      applyToWindow(client, change)
      updateDetails(client, change)
    }),
    bridge.on('job-counts:changed', (snapshot) => {
      setIfNewer(jobCountsKey, snapshot)
      void client.invalidateQueries({ queryKey: jobKey })
    }),
    bridge.on('transfers:changed', (snapshot) => {
      setIfNewer(transfersKey, snapshot)
    }),
    bridge.on('history:changed', (status) => {
      setIfNewer(historyStatusKey, status)
    }),
    bridge.on('settings:changed', (settings) => {
      client.setQueryData(settingsKey, settings)
    }),
    bridge.on('requests:changed', (snapshot) => {
      setIfNewer(requestsKey, snapshot)
    }),
    bridge.on('metrics:changed', (change) => {
      const known = client.getQueryData<MetricsSnapshot>(metricsKey)
      const next = known === undefined ? null : applyMetricsChange(known, change)
      if (next !== null) client.setQueryData(metricsKey, next)
      else void client.invalidateQueries({ queryKey: metricsKey })
    }),
    bridge.on('alarms:changed', (snapshot) => {
      setIfNewer(alarmsKey, snapshot)
    }),
    bridge.on('troubles:changed', (snapshot) => {
      setIfNewer(troublesKey, snapshot)
    }),
    bridge.on('updates:changed', (snapshot) => {
      setIfNewer(updatesKey, snapshot)
    }),
    bridge.on('dead-letters:changed', (snapshot) => {
      setIfNewer(deadLettersKey, snapshot)
    }),
    bridge.on('command:run', onCommand),
  ]
  return () => {
    for (const stop of unsubscribers) stop()
  }
}

function applyToWindow(client: QueryClient, change: JobsChange): void {
  const queries = client.getQueryCache().findAll({ queryKey: jobsWindowKey })
  for (const query of queries) {
    const known = query.state.data as WatchedWindow | undefined
    if (known?.watchId !== change.watchId) {
      // The push arrived before the response to the fetch that started the watch, so fetch again.
      const isAhead = isOfLastWatch(change) && query.state.fetchStatus === 'fetching'
      if (isAhead) void client.invalidateQueries({ queryKey: query.queryKey, exact: true })
      continue
    }
    const next = applyJobsChange(known, change)
    if (next === null) void client.invalidateQueries({ queryKey: query.queryKey, exact: true })
    else if (next !== known) client.setQueryData(query.queryKey, next)
  }
}

/** Updates the progress at once. Refetches the timeline when something has happened. */
function updateDetails(client: QueryClient, { entries }: JobsChange): void {
  for (const entry of entries) {
    if (entry.kind !== 'job') continue
    const queryKey = [...jobKey, entry.id]
    const known = client.getQueryData<JobDetail | null>(queryKey)
    if (known === undefined || known === null) continue
    const { job } = known
    client.setQueryData<JobDetail>(queryKey, { ...known, job: { ...entry, inGroup: job.inGroup } })
    const isNew =
      entry.changedAt !== job.changedAt ||
      entry.step !== job.step ||
      entry.state !== job.state ||
      entry.results.found !== job.results.found ||
      entry.results.saved !== job.results.saved
    if (isNew) void client.invalidateQueries({ queryKey, exact: true })
  }
}
