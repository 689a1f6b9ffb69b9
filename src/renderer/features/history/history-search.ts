import type { HistoryFilter, HistoryState } from '../../../shared/history.ts'

/** The search form. Days have the format of a date input, `2026-11-24`, or are empty. */
export interface HistorySearch {
  readonly text: string
  readonly state: HistoryState | 'any'
  readonly period: 'any' | 'today' | 'week' | 'month' | 'dates'
  readonly firstDay: string
  readonly lastDay: string
}

export const anyJobs: HistorySearch = { text: '', state: 'any', period: 'any', firstDay: '', lastDay: '' }

const days = { today: 1, week: 7, month: 30 } as const

/** The filter for main. Days start and end at local midnight. */
export function filterOf(
  { text, state, period, firstDay, lastDay }: HistorySearch,
  now: number,
): HistoryFilter {
  const filter = { text: text.trim(), state: state === 'any' ? null : state }
  if (period === 'any') return { ...filter, from: null, to: null }
  if (period === 'dates') return { ...filter, from: midnight(firstDay, 0), to: midnight(lastDay, 1) }
  const today = new Date(now)
  const from = new Date(today.getFullYear(), today.getMonth(), today.getDate() - days[period] + 1)
  return { ...filter, from: from.getTime(), to: null }
}

/** `null` if the day does not exist. */
function midnight(day: string, later: number): number | null {
  const [, year, month, date] = /^(\d{4,})-(\d{2})-(\d{2})$/.exec(day) ?? []
  if (year === undefined) return null
  const at = new Date(Number(year), Number(month) - 1, Number(date) + later).getTime()
  return Number.isNaN(at) ? null : at
}
