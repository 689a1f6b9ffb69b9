import { useEffect, useRef } from 'react'
import { useQuery } from '@tanstack/react-query'
import { needsUser } from '../shared/files/transfer-needs.ts'
import { claimsQuery } from './queries/jobs/claims.ts'
import { jobCountsQuery } from './queries/jobs/jobs.ts'
import { transfersQuery } from './queries/transfers.ts'
import { announce } from './ui/feedback/announcer.tsx'
import { plural } from './ui/text/format.ts'

/** If more events of one kind happen at once, only their number is announced. */
const maxNames = 2

/**
 * Announces events outside the focus to screen readers: claimed or lost jobs, new results, and
 * failed transfers. Skips what was there before the window opened.
 */
export function useAnnouncements(): void {
  const claims = useQuery(claimsQuery()).data?.claims
  const transfers = useQuery(transfersQuery()).data?.transfers
  const results = useQuery(jobCountsQuery()).data?.queues.reduce(
    (sum, { counts }) => sum + (counts.result ?? 0),
    0,
  )

  useNewOnes(
    claims?.filter(({ outcome, lease }) => outcome === null && lease.state === 'held'),
    (held) =>
      list(
        held.map(({ fileName }) => fileName),
        'job',
        (names) => `Claimed ${names}`,
      ),
  )
  useNewOnes(
    claims?.filter(({ lease }) => lease.state === 'lost'),
    (lost) =>
      list(
        lost.map(({ fileName }) => fileName),
        'job',
        (names) => `Lease lost: ${names}`,
      ),
  )
  useNewOnes(
    transfers?.filter(({ state }) => needsUser(state)),
    (failed) =>
      list(
        failed.map(({ name, error }) => (error === null ? name : `${name}. ${error.message}`)),
        'transfer',
        (names) => `Failed: ${names}`,
      ),
  )

  const before = useRef<number | null>(null)
  useEffect(() => {
    if (results === undefined) return
    const more = results - (before.current ?? results)
    before.current = results
    if (more > 0) announce(`${plural(more, 'job')} with new results`)
  }, [results])
}

/** Announces items that were not in the previous list. */
function useNewOnes<T extends { readonly id: string }>(
  items: readonly T[] | undefined,
  text: (added: readonly T[]) => string,
): void {
  const known = useRef<ReadonlySet<string> | null>(null)
  useEffect(() => {
    if (items === undefined) return
    const before = known.current
    known.current = new Set(items.map(({ id }) => id))
    const added = before === null ? [] : items.filter(({ id }) => !before.has(id))
    if (added.length > 0) announce(text(added))
  })
}

function list(names: readonly string[], one: string, sentence: (names: string) => string): string {
  return sentence(names.length > maxNames ? plural(names.length, one) : names.join(', '))
}
