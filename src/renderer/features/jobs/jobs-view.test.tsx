import '../../testing/fake-layout.ts'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import type { FakeBridge } from '../../testing/fake-bridge.ts'
import { groupRow, jobRow } from '../../testing/fake-jobs.ts'
import { figure, queueFigures } from '../../testing/metrics-samples.ts'
import { savedView } from '../../ui/view/view-state.ts'
import { panel, row, showJobs, threeJobs } from './testing/show-jobs.tsx'

const watched = (bridge: FakeBridge) => bridge.callsOf('jobs:watch').at(-1)

const sortBy = async (name: string) => userEvent.click(screen.getByRole('button', { name }))

describe('job list', () => {
  it('shows the state, the results and the size of each job', async () => {
    showJobs(threeJobs)
    expect((await row(/photo\.jpg/)).textContent).toContain('Results ready')
    expect((await row(/photo\.jpg/)).textContent).toContain('2 new files')
    expect((await row(/scan\.txt/)).textContent).toContain('In queue')
    expect(within(await row(/scan\.txt/)).getByTitle('In queue or being worked on')).toBeTruthy()
    expect(screen.getByRole('grid', { name: 'Jobs in thumbnails' }).getAttribute('aria-rowcount')).toBe('4')
  })

  it('applies the changes that main pushes', async () => {
    const { jobs, bridge } = showJobs(threeJobs)
    await row(/scan\.txt/)
    const lost = jobRow({ id: 2, name: 'scan.txt', state: 'lost', step: 'lost' })
    act(() => jobs.change(bridge, [jobRow({ id: 4, name: 'new.png' }), lost]))
    expect((await row(/new\.png/)).textContent).toContain('In queue')
    expect((await row(/scan\.txt/)).textContent).toContain('Lease lost')
    expect(screen.queryByRole('row', { name: /photo\.jpg/ })).toBeNull()
  })

  it('filters by state with counts, and searches', async () => {
    const { bridge } = showJobs(threeJobs)
    await row(/photo\.jpg/)
    const filters = within(screen.getByRole('toolbar', { name: 'Show' }))
    await userEvent.click(filters.getByRole('button', { name: /^Results\s*1/ }))
    await waitFor(() => expect(screen.queryByRole('row', { name: /scan\.txt/ })).toBeNull())
    expect(watched(bridge)?.view.filter).toBe('results')
    await userEvent.click(filters.getByRole('button', { name: /^All/ }))
    await userEvent.type(screen.getByRole('searchbox', { name: 'Find jobs' }), 'dog')
    // Main counts whole queues, ignoring the search text.
    expect(filters.getByRole('button', { name: 'Results' }).textContent).toBe('Results')
    await userEvent.click(await screen.findByRole('button', { name: 'Show all jobs' }))
    expect(await row(/scan\.txt/)).toBeTruthy()
  })

  it('keeps the panel of the job that was the last one to match', async () => {
    const mine = jobRow({ id: 2, name: 'scan.txt', state: 'mine' })
    const { jobs, bridge } = showJobs([mine])
    await row(/scan\.txt/)
    await userEvent.click(screen.getByRole('button', { name: /^Mine now/ }))
    await userEvent.click(await row(/scan\.txt/))
    const finished = jobRow({ id: 2, name: 'scan.txt', state: 'finished', step: 'acknowledged' })
    act(() => jobs.change(bridge, [finished]))
    expect(await screen.findByRole('heading', { name: 'No claimed jobs' })).toBeTruthy()
    expect((await panel('scan.txt')).textContent).toContain('Finished')
  })

  it('is watched only while it is on screen', async () => {
    const { bridge } = showJobs(threeJobs)
    await row(/photo\.jpg/)
    expect(bridge.callsOf('jobs:unwatch')).toEqual([])
    await userEvent.click(screen.getByRole('button', { name: 'Leave' }))
    await waitFor(() => expect(bridge.callsOf('jobs:unwatch')).toEqual([null]))
    await userEvent.click(screen.getByRole('button', { name: 'Return' }))
    await waitFor(() => expect(bridge.callsOf('jobs:watch')).toHaveLength(2))
    expect(bridge.callsOf('jobs:unwatch')).toHaveLength(1)
  })

  it('mentions dead letters that may belong to listed jobs', async () => {
    const queues = [queueFigures('thumbnails', { dead: figure(5) })]
    const { showView } = showJobs(threeJobs, {
      'metrics:list': () => ({ revision: 1, queues, cloudWatch: {} }),
    })
    await row(/photo\.jpg/)
    await userEvent.click(screen.getByRole('button', { name: /^Dead\s*0/ }))
    expect(
      await screen.findByRole('heading', { name: '5 messages are in the dead-letter queue' }),
    ).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Show dead letters' }))
    expect(showView).toHaveBeenCalledWith({ kind: 'dead-letters', queue: 'thumbnails' })
  })

  it("shows yesterday's jobs only", async () => {
    const { bridge } = showJobs(threeJobs)
    await row(/photo\.jpg/)
    await userEvent.click(screen.getByRole('combobox', { name: 'Time' }))
    await userEvent.click(await screen.findByRole('option', { name: 'Yesterday' }))
    const today = new Date().setHours(0, 0, 0, 0)
    const day = new Date(today)
    const yesterday = day.setDate(day.getDate() - 1)
    await waitFor(() => expect(watched(bridge)?.view).toMatchObject({ from: yesterday, to: today }))
  })

  it('extends a selection from the last checked row', async () => {
    showJobs(threeJobs)
    await userEvent.click(await row(/photo\.jpg/))
    await userEvent.click(within(await row(/scan\.txt/)).getByRole('checkbox'))
    fireEvent.click(await row(/old\.csv/), { shiftKey: true })
    await waitFor(async () => expect((await row(/old\.csv/)).getAttribute('aria-selected')).toBe('true'))
    expect((await row(/scan\.txt/)).getAttribute('aria-selected')).toBe('true')
    expect((await row(/photo\.jpg/)).getAttribute('aria-selected')).toBe('false')
    expect(screen.getByText('Only for this job:')).toBeTruthy()
    await userEvent.click(await row(/photo\.jpg/))
    await waitFor(() => expect(screen.queryByText('Only for this job:')).toBeNull())
  })

  it('sorts by a column, and back again', async () => {
    const { bridge } = showJobs(threeJobs)
    await row(/photo\.jpg/)
    await sortBy('Name')
    await waitFor(() => expect(watched(bridge)?.view.sort).toEqual({ by: 'name', descending: false }))
    await sortBy('Name')
    await waitFor(() => expect(watched(bridge)?.view.sort).toEqual({ by: 'name', descending: true }))
    expect(screen.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('descending')
  })

  it('hides columns, and filters by size', async () => {
    const { bridge } = showJobs(threeJobs)
    await row(/photo\.jpg/)
    fireEvent.contextMenu(screen.getByRole('button', { name: 'Size' }))
    const columns = within(await screen.findByRole('group', { name: 'Columns' }))
    await userEvent.click(columns.getByRole('menuitemcheckbox', { name: 'Size' }))
    expect(screen.getByRole('grid', { hidden: true }).dataset['hides']).toBe('size')
    expect(savedView().columns).toMatchObject({ size: 0 })
    await userEvent.click(screen.getByRole('menuitemcheckbox', { name: 'Size' }))
    expect(screen.getByRole('grid', { hidden: true }).dataset['hides']).toBeUndefined()
    await userEvent.click(screen.getByRole('menuitemcheckbox', { name: '1 to 100 MB' }))
    await waitFor(() => expect(watched(bridge)?.view.sizes).toEqual({ from: 1e6, to: 100e6 }))
    await userEvent.keyboard('{Escape}')
    await userEvent.click(await screen.findByRole('button', { name: /Show jobs of any size/ }))
    await waitFor(() => expect(watched(bridge)?.view.sizes).toBeUndefined())
  })

  it('opens a group, and shows all of its jobs', async () => {
    const { bridge } = showJobs([groupRow({ id: 9 }), { kind: 'more', group: 9, hidden: 297 }])
    await userEvent.click(await screen.findByRole('button', { name: 'batch, 300 jobs' }))
    await waitFor(() => expect(watched(bridge)?.view.expanded).toEqual([9]))
    await userEvent.click(screen.getByRole('button', { name: '297 more…' }))
    await waitFor(() => expect(watched(bridge)?.view.group).toBe(9))
    await userEvent.click(screen.getByRole('button', { name: /Show all jobs again/ }))
    await waitFor(() => expect(watched(bridge)?.view.group).toBeNull())
  })

  it('does not repeat the number of jobs if it is the name of their group', async () => {
    showJobs([groupRow({ id: 8, name: 'batch' }), groupRow({ id: 9, name: '300 files' })])
    const named = await screen.findByRole('row', { name: /batch/ })
    expect(named.textContent).toContain('300 jobs')
    expect(screen.getByRole('row', { name: /300 files/ }).textContent).not.toContain('300 jobs')
  })

  it('holds no more than 200 of a million jobs', async () => {
    const { bridge } = showJobs([], {
      'jobs:watch': ({ offset, limit }) => ({
        revision: 1,
        offset,
        total: 1_000_000,
        entries: Array.from({ length: limit }, (_, index) =>
          jobRow({ id: 1_000_000 - offset - index, name: `job ${offset + index}` }),
        ),
      }),
    })
    await row(/^Select job 0(?!\d)/)
    await userEvent.keyboard('{End}')
    expect(screen.getAllByRole('row').length).toBeLessThan(60)
    const scroller = screen.getByRole('grid').querySelector('[role=presentation]') as HTMLElement
    Object.defineProperty(scroller, 'scrollTop', { value: 16_000_000, writable: true })
    fireEvent.scroll(scroller)
    await waitFor(() => expect(watched(bridge)?.offset).toBeGreaterThan(400_000))
    expect(bridge.callsOf('jobs:watch').every(({ limit }) => limit <= 200)).toBe(true)
    expect(screen.getAllByRole('row').length).toBeLessThan(60)
  })
})
