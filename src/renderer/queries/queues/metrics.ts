import { mutationOptions, queryOptions, useQuery } from '@tanstack/react-query'
import type { Input } from '../../../shared/ipc/contract.ts'
import type { HistorySpan, QueueFigures, QueueRef } from '../../../shared/metrics/metrics.ts'
import { call } from '../../ipc/client.ts'
import { pushedQuery } from '../pushed-query.ts'

export const metricsKey = ['metrics'] as const
export const alarmsKey = ['alarms'] as const

/** The numbers for the job queues on all connections. */
export const metricsQuery = () => pushedQuery(metricsKey, () => call('metrics:list', null))

/** The job queues on all connections whose dead-letter queues are not empty. */
export function useQueuesWithDead(): readonly QueueFigures[] {
  return useQuery(metricsQuery()).data?.queues.filter(({ dead }) => dead !== null && dead.value > 0) ?? []
}

/** The alarm rules and the active alarms. */
export const alarmsQuery = () => pushedQuery(alarmsKey, () => call('alarms:list', null))

/** How often to refetch a chart, in milliseconds. In between, the newest numbers are appended. */
const historyEveryMs: Readonly<Record<HistorySpan, number>> = {
  '1h': 30_000,
  '24h': 60_000,
  '7d': 5 * 60_000,
}

/** A queue's counts over a time span. */
export const queueHistoryQuery = ({ connectionId, queue }: QueueRef, span: HistorySpan) =>
  queryOptions({
    queryKey: ['queue-history', connectionId, queue, span],
    queryFn: () => call('queues:history', { connectionId, queue, span }),
    refetchInterval: historyEveryMs[span],
    staleTime: 5_000,
    // The old span stays on screen while another one loads.
    placeholderData: (previous, query) =>
      query?.queryKey[1] === connectionId && query.queryKey[2] === queue ? previous : undefined,
  })

/** The last 24 hours of all queues. */
export const sparklinesQuery = () =>
  queryOptions({
    queryKey: ['sparklines'],
    queryFn: () => call('metrics:sparklines', null),
    refetchInterval: 5 * 60_000,
    staleTime: 60_000,
  })

export const setAlarmRules = () =>
  mutationOptions({
    mutationKey: ['alarms:set'],
    mutationFn: (input: Input<'alarms:set'>) => call('alarms:set', input),
    meta: { errorShownInPlace: true },
  })
