import { useMutation } from '@tanstack/react-query'
import type { Settings } from '../../../shared/connections/connections.ts'
import { noRequests, priceOf } from '../../../shared/metrics/request-counts.ts'
import { setCloudWatch, setFindResults, setPollBudget } from '../../queries/settings.ts'
import { formatCount, formatDollars } from '../../ui/text/format.ts'
import { Checkbox } from '../../ui/controls/checkbox.tsx'
import { RadioCards } from '../../ui/controls/radio-cards.tsx'
import { Select } from '../../ui/controls/select.tsx'
import { optionWords, type SettingsSection } from './find-settings.ts'
import { RequestDays } from './request-days.tsx'
import styles from './settings-view.module.css'

const offered = [250, 500, 1_000, 2_000, 5_000, 10_000]
const hoursPerMonth = 730

const findOptions = [
  {
    value: 'shown',
    label: 'While the window is open',
    detail: 'Lists the results of your jobs in their buckets. Nothing is received.',
  },
  { value: 'always', label: 'Always', detail: 'Also while the window is hidden, for notifications.' },
  {
    value: 'never',
    label: 'Never',
    detail:
      'Results appear only when you claim them from completed, and files from other senders have no names.',
  },
] as const

interface RowProps {
  readonly settings: Settings
}

function RequestLimit({ settings }: RowProps) {
  const { mutate } = useMutation(setPollBudget())
  const budget = settings.pollBudgetPerHour
  const budgets = offered.includes(budget) ? offered : [...offered, budget].toSorted((a, b) => a - b)
  return (
    <Select
      label="Request limit per hour"
      value={String(budget)}
      options={budgets.map((value) => ({
        value: String(value),
        label: `${formatCount(value)} · at most ${monthly(value)} per month on AWS`,
      }))}
      onChange={(value) => mutate({ perHour: Number(value) })}
    />
  )
}

function FindResults({ settings }: RowProps) {
  const find = useMutation(setFindResults())
  return (
    <>
      <span className={styles.label}>Find results</span>
      <RadioCards
        label="Find results"
        value={settings.findResults}
        onChange={(when) => find.mutate({ when })}
        options={findOptions}
      />
    </>
  )
}

const cloudWatchLabel = 'Ask CloudWatch for ages and finished jobs'

function CloudWatch({ settings }: RowProps) {
  const cloudWatch = useMutation(setCloudWatch())
  return (
    <Checkbox
      label={cloudWatchLabel}
      help="For connections to AWS, once a minute while the window is visible. At most $0.006 an hour."
      checked={settings.usesCloudWatch}
      onChange={(on) => cloudWatch.mutate({ on })}
    />
  )
}

/** Sets the polling budget and when to look for results. Shows the requests so far, with their price. */
export const watchingSection: SettingsSection = {
  title: 'Watching',
  description: 'Counts refresh faster while jobs are moving.',
  rows: [
    { label: 'Request limit per hour', words: 'budget poll month cost price', Row: RequestLimit },
    { label: 'Find results', words: optionWords(findOptions), Row: FindResults },
    { label: cloudWatchLabel, words: 'metrics minute cost', Row: CloudWatch },
    { label: 'Requests of the last 30 days', words: 'cost price dollars bill SQS S3 day', Row: RequestDays },
  ],
}

function monthly(perHour: number): string {
  return formatDollars(priceOf({ ...noRequests, sqs: perHour * hoursPerMonth }))
}
