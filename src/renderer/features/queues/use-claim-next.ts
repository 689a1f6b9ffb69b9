import { useEffect, useRef, useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { claimNext } from '../../queries/jobs/claims.ts'

/** A claim request that is waiting for a job. */
export interface Waiting {
  readonly queue: string
  readonly since: number
}

export interface ClaimNext {
  /** At most one per job queue. */
  readonly waiting: readonly Waiting[]
  /** Claims one job, or up to `max` available jobs. With `keeps`, it waits until a job arrives. */
  readonly start: (queue: string, status: string, max?: number, keeps?: boolean) => void
  readonly cancel: (queue: string) => void
}

/** The jobs that a request has claimed. Empty if its queue was empty. */
export interface ClaimEnd {
  readonly queue: string
  readonly status: string
  readonly claimIds: readonly string[]
}

/**
 * Claims from a connection's job queues, one request at a time per queue. Switching to another
 * connection cancels the requests.
 */
export function useClaimNext(connectionId: string | null, onEnd: (end: ClaimEnd) => void): ClaimNext {
  const [waiting, setWaiting] = useState<readonly Waiting[]>([])
  const running = useRef(new Map<string, AbortController>())
  const { mutateAsync } = useMutation(claimNext())

  useEffect(() => {
    const requests = running.current
    return () => {
      for (const request of requests.values()) request.abort()
      requests.clear()
      setWaiting([])
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the requests belong to the connection
  }, [connectionId])

  function start(queue: string, status: string, max = 1, keeps = false): void {
    if (running.current.has(queue)) return
    const own = new AbortController()
    running.current.set(queue, own)
    setWaiting((others) => [...others, waitingNow(queue)])
    void poll(queue, { status, max, keeps, signal: own.signal })
      .then((claimIds) => {
        if (!own.signal.aborted) onEnd({ queue, status, claimIds })
      })
      // The query client shows an error.
      .catch(() => undefined)
      .then(() => {
        if (running.current.get(queue) === own) end(queue)
      })
  }

  async function poll(queue: string, options: PollOptions): Promise<readonly string[]> {
    const { status, max, keeps, signal } = options
    for (;;) {
      const { claimIds } = await mutateAsync({ queue, status, max, signal })
      if (claimIds.length > 0 || signal.aborted || !keeps) return claimIds
    }
  }

  function end(queue: string): void {
    running.current.delete(queue)
    setWaiting((all) => all.filter((one) => one.queue !== queue))
  }

  function cancel(queue: string): void {
    running.current.get(queue)?.abort()
    end(queue)
  }

  return { waiting, start, cancel }
}

interface PollOptions {
  readonly status: string
  readonly max: number
  readonly keeps: boolean
  readonly signal: AbortSignal
}

function waitingNow(queue: string): Waiting {
  return { queue, since: Date.now() }
}
