import { BellRing, Search, X } from 'lucide-react'
import type { Ref } from 'react'
import { jobFilters, type JobFilter, type JobState } from '../../../../shared/job-state.ts'
import { countOfFilter } from '../../../queries/jobs.ts'
import { Kbd } from '../../../ui/controls/kbd.tsx'
import { Select } from '../../../ui/controls/select.tsx'
import { TextField } from '../../../ui/controls/text-field.tsx'
import { formatCount } from '../../../ui/format.ts'
import { ForeignText } from '../../../ui/foreign-text.tsx'
import type { ListState } from '../../../ui/view-state.ts'
import { filterLabels } from '../list/job-words.ts'
import { sizeFilter } from '../list/sizes.ts'
import type { JobsList } from '../list/use-jobs-list.ts'
import styles from './filter-bar.module.css'

const periods = [
  { value: 'any', label: 'Any time' },
  { value: 'today', label: 'Today' },
  { value: 'week', label: 'Last 7 days' },
  { value: 'month', label: 'Last 30 days' },
] as const satisfies readonly { value: ListState['period']; label: string }[]

interface FilterBarProps {
  readonly list: JobsList
  /** How many jobs of each state the scope has; `null` while they are unknown. */
  readonly counts: Readonly<Record<JobState, number>> | null
  /** Whether the user can choose a filter. */
  readonly hasFilters: boolean
  readonly search: Ref<HTMLInputElement>
}

/** The states as filters, with their counts, and the search. */
export function FilterBar({ list, counts, hasFilters, search }: FilterBarProps) {
  const { state, look } = list
  return (
    <search className={styles.bar}>
      {state.group !== null ? (
        <button type="button" className={styles.group} onClick={() => look({ group: null })}>
          <ForeignText text={state.group.name} />
          <X size={14} aria-label="Show all jobs again" />
        </button>
      ) : null}
      {state.sizes === 'any' ? null : (
        <button type="button" className={styles.group} onClick={() => look({ sizes: 'any' })}>
          {sizeFilter(state.sizes).label}
          <X size={14} aria-label="Show jobs of any size" />
        </button>
      )}
      {hasFilters ? (
        <div role="toolbar" aria-label="Show" className={styles.filters}>
          {jobFilters.map((filter) => (
            <FilterButton
              key={filter}
              filter={filter}
              count={
                counts === null || state.group !== null || state.sizes !== 'any'
                  ? null
                  : countOfFilter(counts, filter)
              }
              pressed={state.filter === filter}
              onPress={() => look({ filter })}
            />
          ))}
        </div>
      ) : (
        <span className={styles.filters} />
      )}
      <div className={styles.period}>
        <Select
          label="Time"
          hideLabel
          value={state.period}
          options={periods}
          onChange={(period) => look({ period })}
        />
      </div>
      <div className={styles.search}>
        <TextField
          ref={search}
          label="Find jobs"
          hideLabel
          type="search"
          placeholder="Find jobs"
          icon={<Search aria-hidden />}
          maxLength={200}
          value={state.text}
          onChange={(text) => look({ text })}
        />
        {state.text === '' ? (
          <span className={styles.key} aria-hidden>
            <Kbd shortcut="/" />
          </span>
        ) : null}
      </div>
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
