import './testing/fake-layout.ts'
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { App } from './app.tsx'
import { FakeJobs, jobRow } from './testing/fake-jobs.ts'
import { drop, files } from './testing/fake-drops.ts'
import { renderWithBridge } from './testing/render-app.tsx'
import { claim, queuesSnapshot, queueState, settings } from './testing/samples.ts'

const header = (): Promise<HTMLElement> => screen.findByRole('heading', { level: 1, name: 'thumbnails' })

describe('claiming', () => {
  const mine = jobRow({ id: 7, name: 'invoice.pdf', state: 'mine', step: 'claimed', claimId: 'c1' })

  it('focuses the claimed job, so that its shortcuts work at once', async () => {
    const jobs = new FakeJobs([
      jobRow({ id: 8, name: 'newer.txt' }),
      { ...mine, state: 'queued', claimId: null },
    ])
    const bridge = renderWithBridge(<App />, {
      ...jobs.handlers(),
      'claims:list': () => ({ revision: 1, claims: [claim({ id: 'c1' })] }),
      'claims:next': () => ({ claimIds: ['c1'] }),
    })
    await screen.findByRole('row', { name: /newer\.txt/ })
    await userEvent.keyboard('{Control>}j{/Control}')
    act(() => jobs.change(bridge, [jobRow({ id: 8, name: 'newer.txt' }), mine]))
    expect(await screen.findByRole('region', { name: 'Job invoice.pdf' })).toBeTruthy()
    await userEvent.keyboard('o')
    await waitFor(() => expect(bridge.callsOf('claims:save')).toEqual([{ claimId: 'c1', where: 'open' }]))
  })

  it('waits for a job, one request at a time, and can be cancelled', async () => {
    const bridge = renderWithBridge(<App />, { 'claims:next': () => new Promise(() => {}) })
    await header()
    await userEvent.keyboard('{Control>}j{/Control}')
    await userEvent.keyboard('{Control>}j{/Control}')
    const requests = bridge.callsOf('claims:next')
    expect(requests.map(({ status }) => status)).toEqual(['pending'])
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    await waitFor(() => {
      expect(bridge.callsOf('request:cancel')).toEqual([{ requestId: requests[0]?.requestId }])
    })
  })
})

const twoQueues = () => queuesSnapshot([queueState('thumbnails'), queueState('ocr')])
const overview = async (name: RegExp): Promise<void> =>
  userEvent.click(within(screen.getByRole('navigation', { name: 'Overview' })).getByRole('button', { name }))

describe('claiming in other views', () => {
  it('claims from the last queue on screen, and names it', async () => {
    const bridge = renderWithBridge(<App />, {
      'queues:list': twoQueues,
      'claims:next': () => ({ claimIds: ['c1'] }),
    })
    await userEvent.click(await screen.findByRole('button', { name: /^ocr/ }))
    await overview(/^Mine now/)
    await userEvent.click(await screen.findByRole('button', { name: 'Claim next from ocr' }))
    await waitFor(() => expect(bridge.callsOf('claims:next')).toHaveLength(1))
    await userEvent.click(screen.getByRole('button', { name: 'Settings' }))
    await userEvent.keyboard('{Control>}j{/Control}')
    await waitFor(() => expect(bridge.callsOf('claims:next')).toHaveLength(2))
    expect(bridge.callsOf('claims:next')[1]).toMatchObject({ queue: 'ocr', status: 'pending', max: 1 })
    expect(await screen.findByText('1 job of ocr claimed')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Show' }))
    expect(await screen.findByRole('heading', { level: 1, name: 'Mine now' })).toBeTruthy()
  })

  it('keeps waiting when the view changes, shows the queue, and can be cancelled from there', async () => {
    const bridge = renderWithBridge(<App />, {
      'queues:list': twoQueues,
      'claims:next': () => new Promise(() => {}),
    })
    await header()
    await userEvent.keyboard('{Control>}j{/Control}')
    expect(await screen.findByText('Waiting for a job…')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: /^ocr/ }))
    await screen.findByRole('heading', { level: 1, name: 'ocr' })
    const status = screen.getByRole('contentinfo', { name: 'Transfers and requests' })
    expect(within(status).getByText(/^Waiting for a job of/).textContent).toBe(
      'Waiting for a job of thumbnails',
    )
    expect(screen.getByRole('button', { name: 'Claim next' })).toBeTruthy()
    expect(bridge.callsOf('request:cancel')).toEqual([])
    await userEvent.click(screen.getByRole('button', { name: 'Cancel waiting for a job of thumbnails' }))
    await waitFor(() => expect(bridge.callsOf('request:cancel')).toHaveLength(1))
    expect(within(status).queryByText(/^Waiting for a job of/)).toBeNull()
  })

  it('claims the next job from the queue of the finished one', async () => {
    const held = claim({ id: 'c1', queue: 'ocr' })
    const bridge = renderWithBridge(<App />, {
      'queues:list': twoQueues,
      'settings:get': () => settings({ claimsNext: true }),
      'claims:list': () => ({ revision: 1, claims: [held] }),
      'claims:next': () => new Promise(() => {}),
    })
    await header()
    await overview(/^Mine now/)
    await waitFor(() => expect(bridge.callsOf('settings:get').length).toBeGreaterThan(0))
    const finished = { ...held, outcome: 'acknowledged' as const }
    act(() => bridge.push('claims:changed', { since: 1, revision: 2, claims: [finished], removed: [] }))
    await waitFor(() => expect(bridge.callsOf('claims:next')).toHaveLength(1))
    expect(bridge.callsOf('claims:next')[0]).toMatchObject({ queue: 'ocr', status: 'pending' })
  })
})

describe('job lists', () => {
  const places = ['All queues', 'Needs you', 'Mine now', 'Results', 'All jobs', 'Files']

  it.each(places)('%s: the same shortcuts search and refresh', async (place) => {
    const states = ['queued', 'mine', 'result', 'lost'] as const
    const jobs = new FakeJobs(states.map((state, id) => jobRow({ id, state })))
    const bridge = renderWithBridge(<App />, jobs.handlers())
    await header()
    const navigation = within(screen.getByRole('navigation', { name: 'Overview' }))
    const button = navigation.queryByRole('button', { name: new RegExp(`^${place}`) })
    await userEvent.click(button ?? screen.getByRole('button', { name: place }))
    const search = await screen.findByRole('searchbox', { name: /^Find (?:jobs|queues|files)$/ })
    await userEvent.keyboard('/')
    expect(document.activeElement).toBe(search)
    act(() => search.blur())
    await userEvent.keyboard('{Control>}f{/Control}')
    expect(document.activeElement).toBe(search)
    const channel = place === 'Files' ? 'objects:list' : 'queues:refresh'
    await waitFor(() => expect(place === 'Files' ? bridge.callsOf(channel).length : 1).toBeGreaterThan(0))
    const before = bridge.callsOf(channel).length
    await userEvent.keyboard('{F5}')
    await waitFor(() => expect(bridge.callsOf(channel).length).toBeGreaterThan(before))
  })
})

describe('submitting', () => {
  it('shows the new jobs on top, selected', async () => {
    const old = jobRow({ id: 1, name: 'old.txt' })
    const jobs = new FakeJobs([old])
    const bridge = renderWithBridge(<App />, jobs.handlers())
    await userEvent.click(await screen.findByRole('row', { name: /old\.txt/ }))
    drop(files('a.jpg', 'b.jpg'))
    await waitFor(() => expect(bridge.callsOf('jobs:submit')).toHaveLength(1))
    const dropped = ['b.jpg', 'a.jpg'].map((name, index) =>
      jobRow({ id: 3 - index, name, state: 'uploading', createdAt: Date.now() + 1 }),
    )
    act(() => jobs.change(bridge, [...dropped, old]))
    const bar = await screen.findByRole('toolbar', { name: 'Selected jobs' })
    expect(bar.textContent).toContain('2 selected')
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'Select old.txt' }).checked).toBe(false)
  })
})
