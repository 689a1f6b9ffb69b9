import { useEffect, useRef } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { Direction, QueueConfig } from '../../../shared/queues/queues.ts'
import { isActive, transfersQuery } from '../../queries/transfers.ts'

/** Returns the number of uploads into a bucket. Calls `onArrived` when they have finished. */
export function useArriving(
  connectionId: string,
  config: QueueConfig,
  direction: Direction,
  onArrived: () => void,
): number {
  const transfers = useQuery(transfersQuery()).data?.transfers ?? []
  const arriving = transfers.filter(
    (transfer) =>
      transfer.kind !== 'save' &&
      transfer.connectionId === connectionId &&
      transfer.queue === config.name &&
      (config.layout === 'single' || transfer.direction === direction) &&
      isActive(transfer.state),
  ).length
  const before = useRef(arriving)
  useEffect(() => {
    if (before.current > 0 && arriving === 0) onArrived()
    before.current = arriving
  }, [arriving, onArrived])
  return arriving
}
