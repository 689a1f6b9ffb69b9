import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { HistoryJob } from '../../../shared/history.ts'
import type { Handlers, FakeBridge } from '../../testing/fake-bridge.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { historyJob, historyStatus } from '../../testing/samples.ts'
import { HistoryNotice } from './history-notice.tsx'
import { HistoryView } from './history-view.tsx'
import { anyJobs, filterOf } from './history-search.ts'

beforeEach(() => {
  // jsdom has no layout, and a list without height renders no rows.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600)
})

function show(jobs: readonly HistoryJob[], handlers: Handlers = {}): FakeBridge {
  return renderWithBridge(<HistoryView />, {
    'history:list': ({ filter }) => ({
      jobs: jobs.filter(({ name }) => name.toLowerCase().includes(filter.text.toLowerCase())),
      next: null,
    }),
    'history:status': () => historyStatus({ jobs: jobs.length }),
    ...handlers,
  })
}

async function choose(control: string, option: string): Promise<void> {
  await userEvent.click(screen.getByRole('combobox', { name: control }))
  await userEvent.click(await screen.findByRole('option', { name: option }))
}

describe('the history', () => {
  it('lists jobs with their timeline and the number of jobs', async () => {
    show([historyJob({ id: 2, name: 'Dog' }), historyJob({ id: 1, name: 'Cat Montage' })])
    expect(await screen.findByText('2 jobs on this computer')).toBeDefined()
    await userEvent.click(screen.getByText('Cat Montage'))
    const inspector = within(await screen.findByRole('region', { name: 'Cat Montage' }))
    const steps = within(inspector.getByRole('list', { name: 'Timeline' })).getAllByRole('listitem')
    expect(steps.map((step) => step.firstChild?.textContent)).toEqual(['Sent', 'Stored', 'Planned'])
    expect(inspector.getByText('job-1')).toBeDefined()
    expect(inspector.getByText('cat.jpg')).toBeDefined()
    expect(inspector.getByText('thumbnails on Local')).toBeDefined()
  })

  it('filters by text and state, and says when nothing matches', async () => {
    const bridge = show([historyJob()])
    const search = await screen.findByRole('searchbox', { name: 'Search the history' })
    await userEvent.type(search, 'dog')
    expect(await screen.findByText('No matching jobs')).toBeDefined()
    await choose('State', 'Acknowledged')
    await waitFor(() => {
      expect(bridge.callsOf('history:list').at(-1)?.filter).toMatchObject({
        text: 'dog',
        state: 'acknowledged',
      })
    })
    await userEvent.click(await screen.findByRole('button', { name: 'Show all jobs' }))
    expect((await screen.findAllByText('Cat Montage')).length).toBeGreaterThan(0)
  })

  it('loads further pages while pages are empty', async () => {
    show([], {
      'history:list': ({ cursor }) =>
        cursor === 10 ? { jobs: [historyJob()], next: null } : { jobs: [], next: cursor === null ? 20 : 10 },
    })
    expect((await screen.findAllByText('Cat Montage')).length).toBeGreaterThan(0)
  })

  it('refreshes the list after a change', async () => {
    let jobs = [historyJob({ name: 'First' })]
    const bridge = show([], { 'history:list': () => ({ jobs, next: null }) })
    await screen.findAllByText('First')
    jobs = [historyJob({ id: 2, name: 'Second' }), ...jobs]
    bridge.push('history:changed', historyStatus({ revision: 2, jobs: 2 }))
    expect((await screen.findAllByText('Second')).length).toBeGreaterThan(0)
    expect(screen.getByText('2 jobs on this computer')).toBeDefined()
  })

  it('shows an empty state at first', async () => {
    show([])
    expect(await screen.findByText('No jobs yet')).toBeDefined()
    expect(screen.getByRole('button', { name: 'Export' })).toHaveProperty('disabled', true)
  })

  it('changes the retention, and asks before jobs are removed', async () => {
    const bridge = show([historyJob()])
    await screen.findByRole('combobox', { name: 'Age limit of the history' })
    await choose('Age limit of the history', 'Keep forever')
    expect(bridge.callsOf('history:retain')).toEqual([{ keepDays: null, maxJobs: 1_000_000 }])
    await choose('Job limit of the history', 'Up to 10,000 jobs')
    const dialog = within(await screen.findByRole('alertdialog'))
    expect(bridge.callsOf('history:retain')).toHaveLength(1)
    await userEvent.click(dialog.getByRole('button', { name: 'Remove jobs' }))
    expect(bridge.callsOf('history:retain').at(-1)).toEqual({ keepDays: 365, maxJobs: 10_000 })
  })

  it('exports the listed jobs and can be cancelled', async () => {
    const bridge = show([historyJob()], { 'history:export': () => new Promise(() => {}) })
    await screen.findAllByText('Cat Montage')
    await userEvent.click(screen.getByRole('button', { name: 'Export' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: /CSV/ }))
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel export' }))
    const [call] = bridge.callsOf('history:export')
    expect(call).toMatchObject({ format: 'csv', filter: { text: '', state: null } })
    expect(bridge.callsOf('request:cancel')).toEqual([{ requestId: call?.requestId }])
  })
})

describe('HistoryNotice', () => {
  it('stays until the user dismisses it', async () => {
    const bridge = renderWithBridge(<HistoryNotice />, {
      'history:status': () => historyStatus({ hiddenFile: { why: 'damaged', fileName: 'ledger.damaged-1' } }),
    })
    expect(await screen.findByText('The history was damaged, so a new one was started')).toBeDefined()
    expect(screen.getByText('ledger.damaged-1')).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: 'Show file' }))
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(bridge.callsOf('history:show-hidden-file')).toHaveLength(1)
    expect(bridge.callsOf('history:dismiss-hidden-file')).toHaveLength(1)
    bridge.push('history:changed', historyStatus({ revision: 2 }))
    await waitFor(() => {
      expect(screen.queryByText('The history was damaged, so a new one was started')).toBeNull()
    })
  })
})

describe('the period of a search', () => {
  const now = new Date(2026, 10, 24, 15, 30).getTime()

  it('starts and ends at midnight', () => {
    expect(filterOf({ ...anyJobs, period: 'today' }, now)).toMatchObject({ from: day(24), to: null })
    expect(filterOf({ ...anyJobs, period: 'week' }, now)).toMatchObject({ from: day(18), to: null })
    const dates = { ...anyJobs, period: 'dates', firstDay: '2026-11-03', lastDay: '2026-11-04' } as const
    expect(filterOf(dates, now)).toMatchObject({ from: day(3), to: day(5) })
    expect(filterOf({ ...dates, firstDay: '', lastDay: '' }, now)).toMatchObject({ from: null, to: null })
  })
})

function day(date: number): number {
  return new Date(2026, 10, date).getTime()
}
