import { useMutation } from '@tanstack/react-query'
import type { Settings } from '../../../shared/connections.ts'
import { noRequests, priceOf } from '../../../shared/request-counts.ts'
import { setPollBudget } from '../../queries/settings.ts'
import { formatCount, formatDollars } from '../../ui/format.ts'
import { Panel } from '../../ui/layout/panel.tsx'
import { Select } from '../../ui/controls/select.tsx'
import { RequestDays } from './request-days.tsx'

const offered = [250, 500, 1_000, 2_000, 5_000, 10_000]
const hoursPerMonth = 730

interface WatchingSectionProps {
  readonly settings: Settings
}

/** The budget for polling, and the requests so far with their price. */
export function WatchingSection({ settings }: WatchingSectionProps) {
  const { mutate } = useMutation(setPollBudget())
  const budget = settings.pollBudgetPerHour
  const budgets = offered.includes(budget) ? offered : [...offered, budget].toSorted((a, b) => a - b)
  return (
    <Panel
      title="Watching"
      description="Queues are polled often while jobs move, and rarely while nothing changes or the window is hidden."
    >
      <Select
        label="Maximum requests per hour"
        value={String(budget)}
        options={budgets.map((value) => ({
          value: String(value),
          label: `${formatCount(value)} · at most ${monthly(value)} per month on AWS`,
        }))}
        onChange={(value) => mutate({ perHour: Number(value) })}
      />
      <RequestDays />
    </Panel>
  )
}

function monthly(perHour: number): string {
  return formatDollars(priceOf({ ...noRequests, sqs: perHour * hoursPerMonth }))
}
