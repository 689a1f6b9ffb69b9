import { useEffect, useRef } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { Claim } from '../../../shared/jobs/claims.ts'
import { claimsQuery } from '../../queries/jobs/claims.ts'
import { useLatest } from '../../ui/use-latest.ts'

/** Calls the listener with claims that have just finished. */
export function useFinishedClaims(onFinished: (claims: readonly Claim[]) => void): void {
  const claims = useQuery(claimsQuery()).data?.claims
  const latest = useLatest(onFinished)
  const held = useRef<ReadonlySet<string>>(new Set())
  useEffect(() => {
    if (claims === undefined) return
    const finished = claims.filter(
      ({ id, outcome }) => (outcome === 'acknowledged' || outcome === 'completed') && held.current.has(id),
    )
    held.current = new Set(claims.flatMap(({ id, outcome }) => (outcome === null ? [id] : [])))
    if (finished.length > 0) latest.current(finished)
  }, [claims, latest])
}
