import { Search } from 'lucide-react'
import type { HistoryState } from '../../../shared/history.ts'
import { Select } from '../../ui/controls/select.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import { historyStates } from './history-state.tsx'
import styles from './history-view.module.css'
import type { HistorySearch } from './history-search.ts'

const states = [
  { value: 'any', label: 'Any state' },
  ...Object.entries(historyStates).map(([value, { label }]) => ({
    value: value as HistoryState,
    label,
  })),
] as const

const periods = [
  { value: 'any', label: 'Any time' },
  { value: 'today', label: 'Today' },
  { value: 'week', label: 'Last 7 days' },
  { value: 'month', label: 'Last 30 days' },
  { value: 'dates', label: 'Between dates…' },
] as const

interface HistoryFilterBarProps {
  readonly search: HistorySearch
  readonly onChange: (search: HistorySearch) => void
}

/** Filters jobs by text, state and date. */
export function HistoryFilterBar({ search, onChange }: HistoryFilterBarProps) {
  const { text, state, period, firstDay, lastDay } = search
  return (
    <search className={styles.filters}>
      <div className={styles.text}>
        <TextField
          label="Search the history"
          hideLabel
          type="search"
          icon={<Search aria-hidden />}
          placeholder="Name, file, key or job id"
          maxLength={200}
          value={text}
          onChange={(next) => onChange({ ...search, text: next })}
        />
      </div>
      <Select
        label="State"
        hideLabel
        value={state}
        options={states}
        onChange={(next) => onChange({ ...search, state: next })}
      />
      <Select
        label="Time"
        hideLabel
        value={period}
        options={periods}
        onChange={(next) => onChange({ ...search, period: next })}
      />
      {period === 'dates' ? (
        <div className={styles.dates}>
          <TextField
            label="First day"
            hideLabel
            type="date"
            value={firstDay}
            onChange={(next) => onChange({ ...search, firstDay: next })}
          />
          <span aria-hidden>–</span>
          <TextField
            label="Last day"
            hideLabel
            type="date"
            value={lastDay}
            onChange={(next) => onChange({ ...search, lastDay: next })}
          />
        </div>
      ) : null}
    </search>
  )
}
