import { useEffect, useRef } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { CheckRequest, DoctorSnapshot } from '../../../../shared/connections/doctor.ts'
import { doctorQuery, startCheck, stopCheck } from '../../../queries/doctor.ts'

interface Check {
  /** The steps; empty before the first reply. */
  readonly steps: DoctorSnapshot['steps']
  readonly isDone: boolean
  readonly error: Error | null
  /** Checks again. `mayAsk`: getting the keys may run a program or ask for a code. */
  again(mayAsk: boolean): void
}

/**
 * Checks a connection when the request changes, after a delay in which it may change again. A `null` request
 * checks nothing. The check stops when the component unmounts.
 */
export function useCheck(request: CheckRequest | null, delayMs: number): Check {
  const { mutate, data, error } = useMutation(startCheck())
  const { mutate: stop } = useMutation(stopCheck())
  const snapshot = useQuery(doctorQuery()).data
  const latest = useRef(request)
  const text = request === null ? null : JSON.stringify(request)
  useEffect(() => {
    latest.current = request
    if (text === null) return undefined
    const timer = setTimeout(() => mutate(JSON.parse(text) as CheckRequest), delayMs)
    return () => clearTimeout(timer)
    // Compared as text, because the request is a new object each time.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [text, delayMs, mutate])
  useEffect(() => () => stop(), [stop])
  // Other snapshots belong to the previous check, or to a closed dialog.
  const isOurs = text !== null && data !== undefined && snapshot?.checkId === data.checkId
  return {
    steps: isOurs ? snapshot.steps : [],
    isDone: isOurs && snapshot.isDone,
    error,
    again(mayAsk) {
      if (latest.current !== null) mutate({ ...latest.current, mayAsk })
    },
  }
}
