import '../../testing/fake-layout.ts'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { useMutation } from '@tanstack/react-query'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import type { JobEntry } from '../../../shared/jobs.ts'
import type { FakeBridge, Handlers } from '../../testing/fake-bridge.ts'
import { FakeJobs, groupRow, jobRow } from '../../testing/fake-jobs.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { claim } from '../../testing/samples.ts'
import { claimNext } from '../../queries/claims.ts'
import { useCommandKeys } from '../../ui/command-keys.ts'
import { isOwnDrag } from '../../ui/own-drag.ts'
import { runCommand, useCommands } from '../../ui/commands.ts'
import { savedView } from '../../ui/view-state.ts'
import { useWorkRequests, type WorkRequest } from '../../ui/work-requests.ts'
import { QueueJobs } from './queue-jobs.tsx'

/** What other parts of the window were asked for. */
let asked: WorkRequest[] = []

function Page() {
  useCommandKeys()
  useWorkRequests((request) => asked.push(request))
  const claim = useMutation(claimNext())
  useCommands({
    'claim-next': () =>
      claim.mutate({ queue: 'thumbnails', status: 'pending', max: 20, signal: new AbortController().signal }),
  })
  return <QueueJobs connectionId="local" queue="thumbnails" />
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

describe('the list of jobs', () => {
  it('shows the state, the results and the size of each job', async () => {
    show(threeJobs)
    expect((await row(/photo\.jpg/)).textContent).toContain('Results ready')
    expect((await row(/photo\.jpg/)).textContent).toContain('2 new files')
    expect((await row(/scan\.txt/)).textContent).toContain('In queue')
    expect(within(await row(/scan\.txt/)).getByTitle('In queue or being worked on')).toBeTruthy()
    expect(screen.getByRole('grid', { name: 'Jobs of thumbnails' }).getAttribute('aria-rowcount')).toBe('4')
  })

  it('follows the changes that main pushes', async () => {
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
    await userEvent.click(await screen.findByRole('button', { name: 'Show all jobs' }))
    expect(await row(/scan\.txt/)).toBeTruthy()
  })

  it('sorts by a column, and back', async () => {
    const { bridge } = show(threeJobs)
    await row(/photo\.jpg/)
    await sortBy('Name')
    await waitFor(() => expect(watched(bridge)?.view.sort).toEqual({ by: 'name', descending: false }))
    await sortBy('Name')
    await waitFor(() => expect(watched(bridge)?.view.sort).toEqual({ by: 'name', descending: true }))
    expect(screen.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('descending')
  })

  it('hides columns, and shows jobs of some sizes', async () => {
    const { bridge } = show(threeJobs)
    await row(/photo\.jpg/)
    const openMenu = () => fireEvent.contextMenu(screen.getByRole('button', { name: 'Size' }))
    openMenu()
    await userEvent.click(await screen.findByRole('menuitemcheckbox', { name: 'Size' }))
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

describe('selecting jobs', () => {
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

  it('acts on all jobs but the deselected ones', async () => {
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

  it('is moved by the keyboard alone, wherever the focus is', async () => {
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

describe('the panel', () => {
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
  ] as const)('offers the next step of a job that is %s', async (state, overrides, label, channel) => {
    const { bridge } = show([jobRow({ id: 5, name: 'a.txt', state, ...overrides })])
    await userEvent.click(await row(/a\.txt/))
    await userEvent.click(await within(await panel('a.txt')).findByRole('button', { name: label }))
    expect(bridge.callsOf(channel)).toHaveLength(1)
  })

  it.each(['dead', 'withdrawn'] as const)('offers to submit a job again that is %s', async (state) => {
    show([jobRow({ id: 5, name: 'a.txt', state })])
    await userEvent.click(await row(/a\.txt/))
    await userEvent.click(await within(await panel('a.txt')).findByRole('button', { name: 'Submit again…' }))
    expect(asked).toEqual([{ kind: 'submit-again', jobs: { kind: 'some', ids: [5] }, count: 1 }])
  })

  it('does the next step on Enter and on a double click', async () => {
    const { bridge } = show(threeJobs)
    await userEvent.click(await row(/photo\.jpg/))
    await userEvent.keyboard('{Enter}')
    expect(bridge.callsOf('jobs:open-results')).toEqual([{ id: 3, resultId: null }])
    await userEvent.dblClick(await row(/scan\.txt/))
    expect(bridge.callsOf('jobs:show-file')).toEqual([{ id: 2 }])
  })

  it('says why a job failed, and what helps', async () => {
    const error = { code: 'NETWORK', message: 'No network.', hint: 'Go online.', retryable: true } as const
    show([jobRow({ id: 5, name: 'a.txt', state: 'failed', step: 'failed', error })])
    expect((await row(/a\.txt/)).textContent).toContain('No network.')
    await userEvent.click(await row(/a\.txt/))
    expect(within(await panel('a.txt')).getByRole('alert').textContent).toBe('No network.Go online.')
  })
})

describe('taking jobs out of the window', () => {
  it('copies the selected jobs, and exports what is shown', async () => {
    const { bridge } = show(threeJobs, {
      'jobs:copy': () => ({ copied: 2 }),
      'jobs:export': () => ({ jobs: 3 }),
    })
    await userEvent.click(await row(/photo\.jpg/))
    const user = userEvent.setup()
    await user.keyboard('{Control>}')
    await user.click(await row(/old\.csv/))
    await user.keyboard('{/Control}')
    for (const command of ['copy-text', 'copy-json', 'copy-aws', 'copy-aws-send'] as const) {
      act(() => void runCommand(command))
    }
    await waitFor(() => expect(bridge.callsOf('jobs:copy')).toHaveLength(4))
    expect(bridge.callsOf('jobs:copy').map(({ as }) => as)).toEqual(['text', 'json', 'aws-copy', 'aws-send'])
    expect(bridge.callsOf('jobs:copy')[0]?.jobs).toEqual({ kind: 'some', ids: [3, 1] })
    act(() => void runCommand('export-json'))
    await waitFor(() => expect(bridge.callsOf('jobs:export')).toHaveLength(1))
    expect(bridge.callsOf('jobs:export')[0]).toMatchObject({
      format: 'json-lines',
      view: { scope: { queue: 'thumbnails' }, filter: 'all' },
    })
  })

  it('drags saved files out, and nothing else', async () => {
    const saved = { fileName: 'a.txt', folder: '/home/ada' }
    const { bridge } = show([jobRow({ id: 5, name: 'a.txt', saved }), jobRow({ id: 4, name: 'b.txt' })], {
      'jobs:drag': () => ({ files: 1 }),
    })
    expect((await row(/b\.txt/)).draggable).toBe(false)
    fireEvent.dragStart(await row(/a\.txt/))
    await waitFor(() => expect(bridge.callsOf('jobs:drag')).toEqual([{ id: 5, resultId: null }]))
    // Dropped on the window again, it is no new job.
    expect(isOwnDrag()).toBe(true)
    fireEvent.pointerMove(window)
    expect(isOwnDrag()).toBe(false)
  })
})

describe('a job that is yours', () => {
  const mine = jobRow({ id: 5, name: 'invoice.pdf', state: 'mine', step: 'claimed', claimId: 'c1' })
  const held = claim({ id: 'c1', fields: { name: 'invoice.pdf' }, fileName: 'invoice.pdf' })
  const handlers: Handlers = { 'claims:list': () => ({ revision: 1, claims: [held] }) }

  it('is saved and opened, then finished', async () => {
    const { bridge } = show([mine], handlers)
    await userEvent.click(await row(/invoice\.pdf/))
    await userEvent.click(await screen.findByRole('button', { name: 'Save & open' }))
    expect(bridge.callsOf('claims:save')).toEqual([{ claimId: 'c1', where: 'open' }])
    const saved = { ...held, saved: { fileName: 'invoice.pdf', folder: '/home/ada' } }
    act(() => bridge.push('claims:changed', { since: 1, revision: 2, claims: [saved], removed: [] }))
    await screen.findByRole('button', { name: 'Show in folder' })
    await userEvent.click(screen.getByRole('button', { name: 'Finish…' }))
    expect(await screen.findByRole('dialog', { name: /^Finish .*invoice\.pdf/ })).toBeTruthy()
  })

  it('takes a file that is dropped on it as its result, and Enter finishes it', async () => {
    const { bridge } = show([mine], {
      ...handlers,
      'claims:complete': () => ({ transferIds: [] }),
    })
    await userEvent.click(await row(/invoice\.pdf/))
    const target = await panel('invoice.pdf')
    const files = [new File(['done'], 'result.txt')]
    const data = { types: ['Files'], files, items: [{ kind: 'file' }] }
    fireEvent.dragEnter(target, { dataTransfer: data })
    expect(await screen.findByText('Result of', { exact: false })).toBeTruthy()
    fireEvent.drop(target, { dataTransfer: data })
    const dialog = await screen.findByRole('dialog', { name: /^Finish/ })
    expect(await within(dialog).findByLabelText('Name of result.txt')).toBeTruthy()
    await waitFor(() =>
      expect(document.activeElement).toBe(within(dialog).getByRole('button', { name: 'Finish job' })),
    )
    await userEvent.keyboard('{Enter}')
    await waitFor(() => expect(bridge.callsOf('claims:complete')).toHaveLength(1))
    expect(bridge.callsOf('claims:complete')[0]).toMatchObject({ claimId: 'c1', files: [{ name: null }] })
  })

  it('has the focus and its keys right after the claim', async () => {
    const claims = [held]
    const { jobs, bridge } = show([jobRow({ id: 1, name: 'old.txt' })], {
      'claims:next': () => ({ claimIds: ['c1'] }),
      'claims:list': () => ({ revision: 1, claims }),
    })
    await row(/old\.txt/)
    await userEvent.keyboard('{Control>}j{/Control}')
    act(() => jobs.change(bridge, [mine, jobRow({ id: 1, name: 'old.txt' })]))
    expect(await panel('invoice.pdf')).toBeTruthy()
    expect(document.activeElement).toBe(screen.getByRole('grid'))
    await userEvent.keyboard('o')
    await waitFor(() => expect(bridge.callsOf('claims:save')).toEqual([{ claimId: 'c1', where: 'open' }]))
  })

  it('is one of several that were claimed: they are selected, and S saves all of them', async () => {
    const ids = ['c1', 'c2', 'c3']
    const { jobs, bridge } = show([jobRow({ id: 1, name: 'old.txt' })], {
      'claims:next': () => ({ claimIds: ids }),
      'claims:list': () => ({ revision: 1, claims: ids.map((id) => ({ ...held, id })) }),
      'claims:bulk': () => ({ failed: [] }),
    })
    await row(/old\.txt/)
    await userEvent.keyboard('{Control>}j{/Control}')
    const rows = ids.map((claimId, at) =>
      jobRow({ id: 5 + at, name: `${claimId}.pdf`, state: 'mine', step: 'claimed', claimId }),
    )
    // They may arrive in several parts.
    act(() => jobs.change(bridge, rows.slice(0, 2)))
    await row(/c2\.pdf/)
    act(() => jobs.change(bridge, rows))
    await waitFor(() =>
      expect(screen.getByRole('toolbar', { name: 'Selected jobs' }).textContent).toContain('3 selected'),
    )
    await userEvent.keyboard('s')
    expect(bridge.callsOf('claims:bulk')).toEqual([{ claimIds: ids, action: 'save' }])
    await userEvent.click(screen.getByRole('button', { name: 'Move to In progress' }))
    expect(bridge.callsOf('claims:bulk').at(-1)).toEqual({ claimIds: ids, action: 'start' })
  })

  it('shows how long the lease lasts only if that is short', async () => {
    const short = { ...held, lease: { ...held.lease, deadline: Date.now() + 8_000 } }
    const { bridge } = show([mine], handlers)
    expect((await row(/invoice\.pdf/)).textContent).not.toMatch(/\d:\d\d/)
    act(() => bridge.push('claims:changed', { since: 1, revision: 2, claims: [short], removed: [] }))
    await waitFor(async () => expect((await row(/invoice\.pdf/)).textContent).toMatch(/0:0[678]/))
  })
})
