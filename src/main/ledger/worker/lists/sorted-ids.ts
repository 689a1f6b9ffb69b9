import { jobStates, type JobState } from '../../../../shared/jobs/job-state.ts'
import type { Connection } from '../connection.ts'
import { stateNumbers } from '../state-numbers.ts'
import type { JobColumns } from './job-columns.ts'
import type { SortOrder } from './sort-order.ts'

/** The sort order by state. Jobs that need the user come first. */
const stateOrder: readonly JobState[] = [
  ...(['failed', 'lost', 'dead', 'mine', 'result', 'uploading', 'queued', 'finished'] as const),
  'withdrawn',
]

/** Sorts jobs by their state or results. Equal ones keep their order. */
export function sortedByRank(
  { base, states, results }: JobColumns,
  ids: Int32Array,
  by: 'state' | 'results',
  descending: boolean,
): Int32Array {
  const ranks = stateRanks()
  const keys = new Uint16Array(ids.length)
  const starts = new Uint32Array((1 << 16) + 1)
  for (let index = 0; index < ids.length; index += 1) {
    const at = (ids[index] ?? 0) - base
    const rank = by === 'results' ? (results[at] ?? 0) : (ranks[states[at] ?? 0] ?? 0)
    const key = descending ? 0xffff - rank : rank
    keys[index] = key
    starts[key + 1]! += 1
  }
  for (let key = 1; key < starts.length; key += 1) starts[key]! += starts[key - 1] ?? 0
  const sorted = new Int32Array(ids.length)
  for (let index = 0; index < ids.length; index += 1) sorted[starts[keys[index] ?? 0]!++] = ids[index] ?? 0
  return sorted
}

/** Sorts jobs as in a complete order. Jobs that the order lacks are new, and come first until it has them. */
export function sortedByOrder(
  { base, end }: JobColumns,
  ids: Int32Array,
  order: SortOrder,
  descending: boolean,
): Int32Array {
  const left = new Uint8Array(end - base)
  // Without iterators, because there may be a million jobs.
  for (let index = 0; index < ids.length; index += 1) left[(ids[index] ?? 0) - base] = 1
  const isReversed = order.isDescending !== descending
  const { values } = order.ids
  const sorted = new Int32Array(ids.length)
  let next = sorted.length
  for (let index = values.length - 1; index >= 0; index -= 1) {
    const id = values[isReversed ? values.length - 1 - index : index] ?? 0
    if (left[id - base] !== 1) continue
    left[id - base] = 0
    next -= 1
    sorted[next] = id
  }
  for (let index = ids.length - 1; next > 0 && index >= 0; index -= 1) {
    const id = ids[index] ?? 0
    if (left[id - base] !== 1) continue
    next -= 1
    sorted[next] = id
  }
  return sorted
}

/** Sorts a few jobs without an order of all jobs. */
export function sortedNow(
  connection: Connection,
  ids: Int32Array,
  by: 'name' | 'size',
  descending: boolean,
): Int32Array {
  const direction = descending ? 'DESC' : 'ASC'
  const property = by === 'name' ? 'name COLLATE NOCASE' : 'ifnull(size, -1)'
  const rows = connection
    .prepare(
      `SELECT jobs.id FROM json_each(?) CROSS JOIN jobs WHERE jobs.id = value
       ORDER BY ${property} ${direction}, jobs.id ${direction}`,
    )
    .all(JSON.stringify([...ids]))
  return Int32Array.from(rows, ([id]) => Number(id))
}

function stateRanks(): Uint8Array {
  const ranks = new Uint8Array(jobStates.length + 1)
  for (const [rank, state] of stateOrder.entries()) ranks[stateNumbers[state]] = rank
  return ranks
}
