import '../../testing/fake-layout.ts'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { useMutation } from '@tanstack/react-query'
import userEvent from '@testing-library/user-event'
import { describe, expect, it, vi } from 'vitest'
import type { JobEntry } from '../../../shared/jobs/jobs.ts'
import type { FakeBridge, Handlers } from '../../testing/fake-bridge.ts'
import { FakeJobs, groupRow, jobRow } from '../../testing/fake-jobs.ts'
import { figure, queueFigures } from '../../testing/metrics-samples.ts'
import { Leaving } from '../../testing/leaving.tsx'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { claim } from '../../testing/samples.ts'
import { claimNext } from '../../queries/claims.ts'
import { useCommandKeys } from '../../ui/command-keys.ts'
import { useCommands } from '../../ui/commands.ts'
import { savedView, showInList } from '../../ui/view-state.ts'
import { ViewContext, type View } from '../../ui/view.ts'
import { useWorkRequests, type WorkRequest } from '../../ui/work-requests.ts'
import { QueueJobs } from './queue-jobs.tsx'

const shown = vi.fn<(view: View) => void>()

/** Requests to other parts of the window. */
let asked: WorkRequest[] = []

function Page() {
  useCommandKeys()
  useWorkRequests((request) => asked.push(request))
  const claim = useMutation(claimNext())
  useCommands({
    'claim-next': () =>
      claim.mutate({ queue: 'thumbnails', status: 'pending', max: 20, signal: new AbortController().signal }),
  })
  return (
    <ViewContext value={{ view: { kind: 'queue', name: 'thumbnails' }, queue: 'thumbnails', show: shown }}>
      <Leaving>
        <QueueJobs connectionId="local" queue="thumbnails" />
      </Leaving>
    </ViewContext>
  )
}

function show(entries: readonly JobEntry[], handlers: Handlers = {}) {
  asked = []
  const jobs = new FakeJobs(entries)
  const bridge = renderWithBridge(<Page />, { ...jobs.handlers(), ...handlers })
  return { jobs, bridge }
}

const threeJobs = [
  jobRow({ id: 3, name: 'photo.jpg', state: 'result', results: { found: 2, new: 2, saved: 0 } }),
  jobRow({ id: 2, name: 'scan.txt', state: 'queued' }),
  jobRow({ id: 1, name: 'old.csv', state: 'finished', step: 'acknowledged' }),
]

const row = (name: RegExp): Promise<HTMLElement> => screen.findByRole('row', { name })
const panel = (name: string) => screen.findByRole('region', { name: `Job ${name}` })
const watched = (bridge: FakeBridge) => bridge.callsOf('jobs:watch').at(-1)

const sortBy = async (name: string) => userEvent.click(screen.getByRole('button', { name }))

describe('job list', () => {
  it('shows the state, the results and the size of each job', async () => {
    show(threeJobs)
    expect((await row(/photo\.jpg/)).textContent).toContain('Results ready')
    expect((await row(/photo\.jpg/)).textContent).toContain('2 new files')
    expect((await row(/scan\.txt/)).textContent).toContain('In queue')
    expect(within(await row(/scan\.txt/)).getByTitle('In queue or being worked on')).toBeTruthy()
    expect(screen.getByRole('grid', { name: 'Jobs of thumbnails' }).getAttribute('aria-rowcount')).toBe('4')
  })

  it('applies the changes that main pushes', async () => {
    const { jobs, bridge } = show(threeJobs)
    await row(/scan\.txt/)
    const lost = jobRow({ id: 2, name: 'scan.txt', state: 'lost', step: 'lost' })
    act(() => jobs.change(bridge, [jobRow({ id: 4, name: 'new.png' }), lost]))
    expect((await row(/new\.png/)).textContent).toContain('In queue')
    expect((await row(/scan\.txt/)).textContent).toContain('Lease lost')
    expect(screen.queryByRole('row', { name: /photo\.jpg/ })).toBeNull()
  })

  it('filters by state with counts, and searches', async () => {
    const { bridge } = show(threeJobs)
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

  it('is watched only while it is on screen', async () => {
    const { bridge } = show(threeJobs)
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
    show(threeJobs, { 'metrics:list': () => ({ revision: 1, queues, cloudWatch: {} }) })
    await row(/photo\.jpg/)
    await userEvent.click(screen.getByRole('button', { name: /^Dead\s*0/ }))
    expect(
      await screen.findByRole('heading', { name: '5 messages are in the dead-letter queue' }),
    ).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Show dead letters' }))
    expect(shown).toHaveBeenCalledWith({ kind: 'dead-letters', queue: 'thumbnails' })
  })

  it("shows yesterday's jobs only", async () => {
    const { bridge } = show(threeJobs)
    await row(/photo\.jpg/)
    await userEvent.click(screen.getByRole('combobox', { name: 'Time' }))
    await userEvent.click(await screen.findByRole('option', { name: 'Yesterday' }))
    const today = new Date().setHours(0, 0, 0, 0)
    const day = new Date(today)
    const yesterday = day.setDate(day.getDate() - 1)
    await waitFor(() => expect(watched(bridge)?.view).toMatchObject({ from: yesterday, to: today }))
  })

  it('extends a selection from the last checked row', async () => {
    show(threeJobs)
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
    const { bridge } = show(threeJobs)
    await row(/photo\.jpg/)
    await sortBy('Name')
    await waitFor(() => expect(watched(bridge)?.view.sort).toEqual({ by: 'name', descending: false }))
    await sortBy('Name')
    await waitFor(() => expect(watched(bridge)?.view.sort).toEqual({ by: 'name', descending: true }))
    expect(screen.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('descending')
  })

  it('hides columns, and filters by size', async () => {
    const { bridge } = show(threeJobs)
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
    const { bridge } = show([groupRow({ id: 9 }), { kind: 'more', group: 9, hidden: 297 }])
    await userEvent.click(await screen.findByRole('button', { name: 'batch, 300 jobs' }))
    await waitFor(() => expect(watched(bridge)?.view.expanded).toEqual([9]))
    await userEvent.click(screen.getByRole('button', { name: '297 more…' }))
    await waitFor(() => expect(watched(bridge)?.view.group).toBe(9))
    await userEvent.click(screen.getByRole('button', { name: /Show all jobs again/ }))
    await waitFor(() => expect(watched(bridge)?.view.group).toBeNull())
  })

  it('holds no more than 200 of a million jobs', async () => {
    const { bridge } = show([], {
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

const checked = () =>
  screen
    .getAllByRole('checkbox')
    .filter((box) => (box as HTMLInputElement).checked)
    .map((box) => box.getAttribute('aria-label'))

describe('job selection', () => {
  it('works with clicks, Shift and Ctrl', async () => {
    show(threeJobs)
    await userEvent.click(await row(/photo\.jpg/))
    expect(checked()).toEqual(['Select photo.jpg'])
    const user = userEvent.setup()
    await user.keyboard('{Shift>}')
    await user.click(await row(/old\.csv/))
    await user.keyboard('{/Shift}')
    expect(checked()).toEqual(['Select photo.jpg', 'Select scan.txt', 'Select old.csv'])
    await user.keyboard('{Control>}')
    await user.click(await row(/scan\.txt/))
    await user.keyboard('{/Control}')
    expect(checked()).toEqual(['Select photo.jpg', 'Select old.csv'])
    expect(screen.getByRole('toolbar', { name: 'Selected jobs' }).textContent).toContain('2 selected')
  })

  it('applies an action to all jobs except the deselected ones', async () => {
    show(threeJobs)
    await row(/photo\.jpg/)
    await userEvent.keyboard('{Control>}a{/Control}')
    await userEvent.click(screen.getByRole('checkbox', { name: 'Select scan.txt' }))
    await userEvent.click(screen.getByRole('button', { name: 'Submit again…' }))
    expect(asked).toMatchObject([
      {
        kind: 'submit-again',
        count: 2,
        jobs: { kind: 'all', except: [2], view: { scope: { queue: 'thumbnails' } } },
      },
    ])
  })

  it('can span thousands of jobs that are not on screen', async () => {
    const mine = jobRow({ id: 1, name: 'last.txt', state: 'mine', step: 'claimed', claimId: 'far' })
    const many = Array.from({ length: 4_999 }, (_, index) =>
      jobRow({ id: 5_000 - index, name: `job-${index}.txt` }),
    )
    const { bridge } = show([...many, mine], {
      'claims:list': () => ({ revision: 1, claims: [claim({ id: 'far' })] }),
      'claims:bulk': () => ({ failed: [] }),
    })
    await row(/job-0\.txt/)
    await userEvent.keyboard('j{Shift>}{End}{/Shift}')
    const bar = await screen.findByRole('toolbar', { name: 'Selected jobs' })
    await waitFor(() => expect(bar.textContent).toContain('5,000 selected'))
    expect(bridge.callsOf('jobs:range')).toMatchObject([
      { from: { index: 0, job: 5_000 }, to: { index: 4_999, job: 1 } },
    ])
    await userEvent.keyboard('{Home}')
    expect(await panel('job-0.txt')).toBeTruthy()
    await userEvent.keyboard('{Control>}a{/Control}')
    const all = await screen.findByRole('toolbar', { name: 'Selected jobs' })
    await waitFor(() => expect(all.textContent).toContain('5,000 selected'))
    await userEvent.click(await within(all).findByRole('button', { name: 'Release' }))
    await waitFor(() =>
      expect(bridge.callsOf('claims:bulk')).toEqual([{ claimIds: ['far'], action: 'release' }]),
    )
  })

  it('scrolls to a requested job anywhere in the list', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) =>
      jobRow({ id: 1_000 - index, name: `job-${index}.txt` }),
    )
    const { bridge } = show(many, { 'jobs:locate': ({ id }) => ({ index: 1_000 - id }) })
    await row(/job-0\.txt/)
    act(() => showInList('queue local thumbnails', 100, { filter: 'all' }))
    expect(await panel('job-900.txt')).toBeTruthy()
    expect(savedView().lists['queue local thumbnails']?.selection).toEqual({ kind: 'some', ids: [100] })
    expect(bridge.callsOf('jobs:locate')).toMatchObject([{ id: 100, view: { filter: 'all' } }])
  })

  it('moves by keyboard wherever the focus is', async () => {
    show(threeJobs)
    await row(/photo\.jpg/)
    await userEvent.keyboard('j')
    expect(await panel('photo.jpg')).toBeTruthy()
    await userEvent.keyboard('j')
    expect(await panel('scan.txt')).toBeTruthy()
    await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}')
    expect(checked()).toEqual(['Select scan.txt', 'Select old.csv'])
    await userEvent.keyboard('{Escape}k')
    expect(await panel('scan.txt')).toBeTruthy()
    await userEvent.keyboard('/')
    expect(document.activeElement).toBe(screen.getByRole('searchbox', { name: 'Find jobs' }))
    await userEvent.keyboard('j')
    expect((document.activeElement as HTMLInputElement).value).toBe('j')
  })

  it('is remembered', async () => {
    show(threeJobs)
    await userEvent.click(await row(/scan\.txt/))
    expect(savedView().lists['queue local thumbnails']).toMatchObject({
      focused: 'job 2',
      selection: { kind: 'some', ids: [2] },
    })
    expect(JSON.parse(JSON.stringify(savedView()))).toEqual(savedView())
  })
})

describe('job panel', () => {
  it('shows results, timeline and details, and opens a result', async () => {
    const { jobs, bridge } = show(threeJobs)
    jobs.details = {
      3: {
        results: [
          {
            id: 7,
            key: 'k',
            name: 'photo.txt',
            size: 6_000,
            modifiedAt: null,
            foundAt: Date.now(),
            openedAt: null,
            saved: null,
          },
        ],
        group: { id: 1, name: 'drop', jobs: 5 },
        fields: { camera: 'X100' },
      },
    }
    await userEvent.click(await row(/photo\.jpg/))
    const shown = within(await panel('photo.jpg'))
    const steps = within(await shown.findByRole('list', { name: 'Timeline' })).getAllByRole('listitem')
    expect(steps.map((step) => step.querySelector('b')?.textContent)).toEqual([
      'Result found',
      'In queue',
      'Uploaded',
      'Submitted',
    ])
    expect(steps.at(-1)?.textContent).toContain('with 4 others')
    await userEvent.click(shown.getByRole('button', { name: 'Open photo.txt' }))
    expect(bridge.callsOf('jobs:open-results')).toEqual([{ id: 3, resultId: 7 }])
    await userEvent.click(shown.getByRole('button', { name: 'Open results' }))
    expect(bridge.callsOf('jobs:open-results').at(-1)).toEqual({ id: 3, resultId: null })
    expect(shown.getByText('camera')).toBeTruthy()
  })

  it.each([
    ['queued', {}, 'Show file', 'jobs:show-file'],
    ['failed', {}, 'Retry', 'jobs:retry'],
    ['result', { results: { found: 1, new: 1, saved: 0 } }, 'Open results', 'jobs:open-results'],
  ] as const)('offers the next step of a %s job', async (state, overrides, label, channel) => {
    const { bridge } = show([jobRow({ id: 5, name: 'a.txt', state, ...overrides })])
    await userEvent.click(await row(/a\.txt/))
    await userEvent.click(await within(await panel('a.txt')).findByRole('button', { name: label }))
    expect(bridge.callsOf(channel)).toHaveLength(1)
  })

  it.each(['dead', 'withdrawn'] as const)('offers to resubmit a %s job', async (state) => {
    show([jobRow({ id: 5, name: 'a.txt', state })])
    await userEvent.click(await row(/a\.txt/))
    await userEvent.click(await within(await panel('a.txt')).findByRole('button', { name: 'Submit again…' }))
    expect(asked).toEqual([{ kind: 'submit-again', jobs: { kind: 'some', ids: [5] }, count: 1 }])
  })

  it('runs the next step on Enter and on a double click', async () => {
    const { bridge } = show(threeJobs)
    await userEvent.click(await row(/photo\.jpg/))
    await userEvent.keyboard('{Enter}')
    expect(bridge.callsOf('jobs:open-results')).toEqual([{ id: 3, resultId: null }])
    await userEvent.dblClick(await row(/scan\.txt/))
    expect(bridge.callsOf('jobs:show-file')).toEqual([{ id: 2 }])
  })

  it('shows why a job failed, and how to fix it', async () => {
    const error = { code: 'NETWORK', message: 'No network.', hint: 'Go online.', retryable: true } as const
    show([jobRow({ id: 5, name: 'a.txt', state: 'failed', step: 'failed', error })])
    expect((await row(/a\.txt/)).textContent).toContain('No network.')
    await userEvent.click(await row(/a\.txt/))
    expect(within(await panel('a.txt')).getByRole('alert').textContent).toBe('No network.Go online.')
  })
})
