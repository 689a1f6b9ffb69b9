import { BellRing } from 'lucide-react'
import type { Ref } from 'react'
import { jobFilters, type JobFilter, type JobState } from '../../../../shared/jobs/job-state.ts'
import { countOfFilter } from '../../../queries/jobs/jobs.ts'
import { formatCount } from '../../../ui/text/format.ts'
import { filterLabels } from '../list/job-texts.ts'
import type { JobsList } from '../list/use-jobs-list.ts'
import styles from './filter-bar.module.css'
import { FindJobs, GroupChip, SizeChip } from './find-jobs.tsx'

interface FilterBarProps {
  readonly list: JobsList
  /** The number of jobs per state, or `null` while it is unknown. */
  readonly counts: Readonly<Record<JobState, number>> | null
  readonly search: Ref<HTMLInputElement>
}

/** The state filters with their counts, and the search. */
export function FilterBar({ list, counts, search }: FilterBarProps) {
  const { state, showJobs } = list
  // Main counts whole queues, so its counts would be wrong for a limited list.
  const isLimited =
    state.group !== null || state.sizes !== 'any' || state.period !== 'any' || state.text.trim() !== ''
  return (
    <search className={styles.bar}>
      <GroupChip list={list} />
      <SizeChip list={list} />
      <div role="toolbar" aria-label="Show" className={styles.filters}>
        {jobFilters.map((filter) => (
          <FilterButton
            key={filter}
            filter={filter}
            count={counts === null || isLimited ? null : countOfFilter(counts, filter)}
            pressed={state.filter === filter}
            onPress={() => showJobs({ filter })}
          />
        ))}
      </div>
      <FindJobs list={list} search={search} />
    </search>
  )
}

interface FilterButtonProps {
  readonly filter: JobFilter
  readonly count: number | null
  readonly pressed: boolean
  readonly onPress: () => void
}

function FilterButton({ filter, count, pressed, onPress }: FilterButtonProps) {
  const isAlert = filter === 'needs-you' && count !== null && count > 0
  return (
    <button
      type="button"
      className={styles.filter}
      aria-pressed={pressed}
      data-alert={isAlert || undefined}
      data-empty={count === 0 || undefined}
      onClick={onPress}
    >
      {isAlert ? <BellRing size={15} strokeWidth={1.75} aria-hidden /> : null}
      {filterLabels[filter]}
      {count === null ? null : <span className={styles.count}>{formatCount(count)}</span>}
    </button>
  )
}
