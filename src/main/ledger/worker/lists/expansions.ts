import type { IdList } from './id-list.ts'

/** The number of jobs shown in an expanded group. */
export const shownJobs = 20

/** The jobs below an expanded group. */
export interface Expansion {
  /** The position of its group in the list, not counting expanded jobs. */
  readonly at: number
  readonly group: number
  readonly jobs: readonly number[]
  readonly hidden: number
}

/**
 * One entry of a list: a job, the negative id of a group, a job below its group, or the remaining jobs of a
 * group.
 */
export type ListEntry =
  | { readonly kind: 'entry'; readonly id: number }
  | { readonly kind: 'below'; readonly id: number }
  | { readonly kind: 'more'; readonly group: number; readonly hidden: number }

/** Returns the number of entries that an expanded group adds. */
export function addedLength({ jobs, hidden }: Expansion): number {
  return jobs.length + (hidden > 0 ? 1 : 0)
}

/** Returns a part of a list with the jobs of its expanded groups. `expansions` are sorted by position. */
export function expandedSlice(
  entries: IdList,
  expansions: readonly Expansion[],
  offset: number,
  limit: number,
): ListEntry[] {
  const slice: ListEntry[] = []
  const end = offset + limit
  let [from, position] = [0, 0]
  const take = (length: number, entry: (index: number) => ListEntry): void => {
    for (let index = Math.max(0, offset - position); index < length && position + index < end; index += 1) {
      slice.push(entry(index))
    }
    position += length
  }
  for (const expansion of expansions) {
    const start = from
    take(expansion.at + 1 - start, (index) => ({ kind: 'entry', id: entries.at(start + index) ?? 0 }))
    take(addedLength(expansion), (index) => {
      const id = expansion.jobs[index]
      return id === undefined
        ? { kind: 'more', group: expansion.group, hidden: expansion.hidden }
        : { kind: 'below', id }
    })
    from = expansion.at + 1
  }
  const start = from
  take(entries.length - start, (index) => ({ kind: 'entry', id: entries.at(start + index) ?? 0 }))
  return slice
}

/** Returns the position of an entry in the list, counting the expanded jobs before it. */
export function positionOf(at: number, expansions: readonly Expansion[]): number {
  return expansions.reduce(
    (position, expansion) => position + (expansion.at < at ? addedLength(expansion) : 0),
    at,
  )
}
