import { statesOfFilter } from '../../../shared/jobs/job-state.ts'
import type { GroupRow, JobsView } from '../../../shared/jobs/jobs.ts'
import type { StoredEntry } from '../jobs/job-store.ts'
import { countsOf, isIn, type MemoryGroup, type MemoryJob } from './memory-job.ts'

/** The jobs and groups from which a view selects. */
interface MemoryJobs {
  readonly jobsInOrder: readonly MemoryJob[]
  readonly groups: readonly MemoryGroup[]
}

/** Returns a view's jobs, oldest first. */
export function jobsMatching(
  { jobsInOrder }: MemoryJobs,
  { scope, filter, text, from, to, group }: JobsView,
): MemoryJob[] {
  const states = statesOfFilter[filter]
  const words = text.toLowerCase().split(/\s+/)
  return jobsInOrder.filter(({ stored }) => {
    const { name, fileName, key, messageId, createdAt } = stored
    const searched = [name, fileName, key, messageId].join(' ').toLowerCase()
    return (
      isIn(stored, scope) &&
      (states === null || states.includes(stored.state)) &&
      words.every((word) => searched.includes(word)) &&
      (from === null || createdAt >= from) &&
      (to === null || createdAt < to) &&
      (group === null || stored.groupId === group)
    )
  })
}

/** Returns a view's jobs in its order. */
export function sortedJobs(all: MemoryJobs, view: JobsView): MemoryJob[] {
  const { by, descending } = view.sort
  const value = ({ stored }: MemoryJob): string | number => {
    if (by === 'age') return stored.id
    if (by === 'results') return stored.results.found
    return by === 'size' ? (stored.size ?? -1) : stored[by]
  }
  return jobsMatching(all, view).toSorted((one, other) => {
    const [left, right] = [value(one), value(other)]
    return (left < right ? -1 : left > right ? 1 : 0) * (descending ? -1 : 1)
  })
}

/** Returns a view's rows: jobs, and groups with the jobs in them that are shown. */
export function entriesOf(all: MemoryJobs, view: JobsView): StoredEntry[] {
  const jobs = sortedJobs(all, view)
  const isGrouped = view.filter === 'all' && view.sort.by === 'age' && view.text === '' && view.group === null
  const seen = new Set<number>()
  return jobs.flatMap((job): StoredEntry[] => {
    const { groupId } = job.stored
    if (!isGrouped || groupId === null) return [{ kind: 'job', job: job.stored, inGroup: false }]
    if (seen.has(groupId)) return []
    seen.add(groupId)
    const members = jobs.filter(({ stored }) => stored.groupId === groupId)
    const expanded = view.expanded.includes(groupId)
    const row: StoredEntry = { kind: 'group', group: groupRow(all, groupId, members, expanded) }
    return expanded
      ? [row, ...members.map(({ stored }) => ({ kind: 'job' as const, job: stored, inGroup: true }))]
      : [row]
  })
}

function groupRow(
  { groups }: MemoryJobs,
  id: number,
  members: readonly MemoryJob[],
  expanded: boolean,
): GroupRow {
  const first = members[0]?.stored
  return {
    kind: 'group',
    id,
    name: groups.find((group) => group.id === id)?.name ?? '',
    connectionId: first?.connectionId ?? '',
    queue: first?.queue ?? '',
    createdAt: first?.createdAt ?? 0,
    size: members.reduce((sum, { stored }) => sum + (stored.size ?? 0), 0),
    jobs: members.length,
    counts: countsOf(members),
    expanded,
  }
}
