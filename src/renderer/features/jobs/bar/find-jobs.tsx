import { X } from 'lucide-react'
import type { Ref } from 'react'
import { Select } from '../../../ui/controls/select.tsx'
import { SearchField, SearchKey } from '../../../ui/controls/search-field.tsx'
import { ForeignText } from '../../../ui/text/foreign-text.tsx'
import type { ListState } from '../../../ui/view/view-state.ts'
import { sizeFilter } from '../list/sizes.ts'
import type { JobsList } from '../list/use-jobs-list.ts'
import styles from './filter-bar.module.css'

const periods = [
  { value: 'any', label: 'Any time' },
  { value: 'today', label: 'Today' },
  { value: 'yesterday', label: 'Yesterday' },
  { value: 'week', label: 'Last 7 days' },
  { value: 'month', label: 'Last 30 days' },
] as const satisfies readonly { value: ListState['period']; label: string }[]

interface FindJobsProps {
  readonly list: JobsList
  readonly search: Ref<HTMLInputElement>
}

/** Limits a list by time and text. */
export function FindJobs({ list, search }: FindJobsProps) {
  const { state, showJobs } = list
  return (
    <>
      <div className={styles.period}>
        <Select
          label="Time"
          hideLabel
          value={state.period}
          options={periods}
          onChange={(period) => showJobs({ period })}
        />
      </div>
      <div className={styles.search}>
        <SearchField
          ref={search}
          label="Find jobs"
          value={state.text}
          onChange={(text) => showJobs({ text })}
        />
        {state.text === '' ? <SearchKey /> : null}
      </div>
    </>
  )
}

/** Shows which group the list is limited to. Removing it shows all jobs again. */
export function GroupChip({ list }: Pick<FindJobsProps, 'list'>) {
  const { group } = list.state
  if (group === null) return null
  return (
    <button type="button" className={styles.group} onClick={() => list.showJobs({ group: null })}>
      <ForeignText text={group.name} isName />
      <X size={14} aria-label="Show all jobs again" />
    </button>
  )
}

/** Shows which sizes the list is limited to. Removing it shows all sizes again. */
export function SizeChip({ list }: Pick<FindJobsProps, 'list'>) {
  const { sizes } = list.state
  if (sizes === 'any') return null
  return (
    <button type="button" className={styles.group} onClick={() => list.showJobs({ sizes: 'any' })}>
      {sizeFilter(sizes).label}
      <X size={14} aria-label="Show jobs of any size" />
    </button>
  )
}
