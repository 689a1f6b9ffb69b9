import type { JobsView } from '../../../../shared/jobs/jobs.ts'
import type { ListState } from '../../../ui/view/view-state.ts'

const [megabyte, hundred, gigabyte] = [1e6, 100e6, 1e9]

/** A list's size filters. `range` is in bytes; `to` is exclusive. */
export const sizeFilters = [
  { value: 'any', label: 'Any size', range: undefined },
  { value: 'small', label: 'Under 1 MB', range: { from: null, to: megabyte } },
  { value: 'medium', label: '1 to 100 MB', range: { from: megabyte, to: hundred } },
  { value: 'large', label: '100 MB to 1 GB', range: { from: hundred, to: gigabyte } },
  { value: 'huge', label: 'Over 1 GB', range: { from: gigabyte, to: null } },
] as const satisfies readonly {
  value: ListState['sizes']
  label: string
  range: JobsView['sizes']
}[]

export function sizeFilter(value: ListState['sizes']) {
  return sizeFilters.find((one) => one.value === value) ?? sizeFilters[0]
}
