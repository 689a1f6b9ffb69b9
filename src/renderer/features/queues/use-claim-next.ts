import { useEffect, useRef, useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { claimNext } from '../../queries/claims.ts'
import { statusName } from '../../ui/feedback/status-name.ts'
import { toastSuccess } from '../../ui/feedback/toast-store.ts'

/** A claim request that waits for a job. */
export interface Waiting {
  readonly status: string
  readonly since: number
}

interface ClaimNext {
  readonly waiting: Waiting | null
  /** Claims one job, or up to `max` available ones. */
  readonly start: (status: string, max?: number) => void
  readonly cancel: () => void
}

/** Claims from one job queue, one request at a time. Leaving the queue cancels the request. */
export function useClaimNext(queue: string): ClaimNext {
  const [waiting, setWaiting] = useState<Waiting | null>(null)
  const controller = useRef<AbortController | null>(null)
  const { mutate } = useMutation(claimNext())

  useEffect(() => () => controller.current?.abort(), [])

  function start(status: string, max = 1): void {
    if (controller.current !== null) return
    const own = new AbortController()
    controller.current = own
    setWaiting({ status, since: Date.now() })
    mutate(
      { queue, status, max, signal: own.signal },
      {
        onSuccess: ({ claimIds }) => {
          if (claimIds.length === 0 && !own.signal.aborted) {
            toastSuccess(
              `${statusName(status).label} is empty. Waited 20 s.`,
            )
          }
        },
        onSettled: () => {
          if (controller.current !== own) return
          controller.current = null
          setWaiting(null)
        },
      },
    )
  }

  function cancel(): void {
    controller.current?.abort()
    controller.current = null
    setWaiting(null)
  }

  return { waiting, start, cancel }
}
