import { useState } from 'react'
import type { Claim } from '../../../shared/claims.ts'

interface Selection {
  readonly id: string | null
  readonly index: number
  readonly seen: ReadonlySet<string>
}

/**
 * Which claim the inspector shows. A new claim is selected, because the user has just claimed it. If the
 * selected claim is dismissed, its neighbour is selected.
 */
export function useClaimSelection(claims: readonly Claim[], shown: readonly Claim[]) {
  const [selection, setSelection] = useState<Selection>(() => ({
    id: shown[0]?.id ?? null,
    index: 0,
    seen: new Set(claims.map((claim) => claim.id)),
  }))

  const arrived = claims.filter((claim) => !selection.seen.has(claim.id))
  const newest = arrived[0]
  if (newest !== undefined) {
    setSelection({
      id: newest.id,
      index: Math.max(0, shown.indexOf(newest)),
      seen: new Set(claims.map((claim) => claim.id)),
    })
  }

  const found = shown.findIndex((claim) => claim.id === selection.id)
  const index = found === -1 ? Math.min(selection.index, shown.length - 1) : found
  const selected = shown[index] ?? null

  return {
    selected,
    select(claim: Claim) {
      setSelection({ ...selection, id: claim.id, index: shown.indexOf(claim) })
    },
  }
}
