import { useEffect, useRef, useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { claimNext } from '../../queries/claims.ts'
import { statusName } from '../../ui/feedback/status-name.ts'
import { toastSuccess } from '../../ui/feedback/toast-store.ts'

/** A claim request that waits for a job. */
export interface Waiting {
  readonly since: number
}

interface ClaimNext {
  readonly waiting: Waiting | null
  /** Claims one job, or up to `max` available ones. With `keeps` it waits until one arrives. */
  readonly start: (status: string, max?: number, keeps?: boolean) => void
  readonly cancel: () => void
}

/** Claims from one job queue, one request at a time. Leaving the queue cancels the request. */
export function useClaimNext(queue: string): ClaimNext {
  const [waiting, setWaiting] = useState<Waiting | null>(null)
  const controller = useRef<AbortController | null>(null)
  const { mutateAsync } = useMutation(claimNext())

  useEffect(() => () => controller.current?.abort(), [])

  function start(status: string, max = 1, keeps = false): void {
    if (controller.current !== null) return
    const own = new AbortController()
    controller.current = own
    setWaiting(waitingNow())
    // The query client shows an error.
    void poll(status, max, keeps, own.signal)
      .catch(() => undefined)
      .then(() => {
        if (controller.current !== own) return
        controller.current = null
        setWaiting(null)
      })
  }

  async function poll(status: string, max: number, keeps: boolean, signal: AbortSignal): Promise<void> {
    for (;;) {
      const { claimIds } = await mutateAsync({ queue, status, max, signal })
      if (claimIds.length > 0 || signal.aborted) return
      if (!keeps) {
        const { label } = statusName(status)
        return toastSuccess(`${label} is empty. Waited 20 s.`)
      }
    }
  }

  function cancel(): void {
    controller.current?.abort()
    controller.current = null
    setWaiting(null)
  }

  return { waiting, start, cancel }
}

function waitingNow(): Waiting {
  return { since: Date.now() }
}
