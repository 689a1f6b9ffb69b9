import type { Claim, ClaimsChange, ClaimsSnapshot } from '../../shared/jobs/claims.ts'

/**
 * Applies a pushed change to the known claims. Unchanged claims keep their identity, so their rows
 * do not re-render. Returns the same snapshot if the change is not newer, and `null` if a change in
 * between is missing.
 */
export function applyClaimsChange(known: ClaimsSnapshot, change: ClaimsChange): ClaimsSnapshot | null {
  if (change.revision <= known.revision) return known
  if (change.since > known.revision) return null
  const byId = new Map<string, Claim>(known.claims.map((claim) => [claim.id, claim]))
  for (const id of change.removed) byId.delete(id)
  for (const claim of change.claims) byId.set(claim.id, claim)
  const claims = [...byId.values()].toSorted((one, other) => other.order - one.order)
  return { revision: change.revision, claims }
}
