import './testing/fake-layout.ts'
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { App } from './app.tsx'
import { dragData, files } from './testing/fake-drops.ts'
import { FakeJobs, jobRow } from './testing/fake-jobs.ts'
import { renderWithBridge } from './testing/render-app.tsx'
import {
  connection,
  connectionsSnapshot,
  statusQueue,
  networkError,
  queuesSnapshot,
  queueState,
  sampleVersions,
} from './testing/samples.ts'

const header = (): Promise<HTMLElement> => screen.findByRole('heading', { level: 1, name: 'thumbnails' })

describe('the window', () => {
  it('shows the job queues, and the numbers for the first one', async () => {
    const bridge = renderWithBridge(<App />, {
      'queues:list': () =>
        queuesSnapshot([
          queueState('thumbnails'),
          queueState('ocr', { statusQueues: [statusQueue('pending', 7)] }),
        ]),
    })
    await header()
    expect(screen.getByRole('button', { name: 'thumbnails, 42 waiting' })).toBeTruthy()
    expect(bridge.callsOf('queues:watch').at(-1)).toEqual({ name: 'thumbnails' })

    await userEvent.click(screen.getByRole('button', { name: /^ocr/ }))
    expect(await screen.findByRole('heading', { level: 1, name: 'ocr' })).toBeTruthy()
    expect(bridge.callsOf('queues:watch').at(-1)).toEqual({ name: 'ocr' })
  })

  it('counts what needs the user, what the user holds, and what has results, across all queues', async () => {
    const jobs = new FakeJobs([
      jobRow({ id: 1, state: 'lost' }),
      jobRow({ id: 2, state: 'dead' }),
      jobRow({ id: 3, state: 'mine' }),
      jobRow({ id: 4, state: 'result' }),
    ])
    renderWithBridge(<App />, jobs.handlers())
    const overview = within(await screen.findByRole('navigation', { name: 'Overview' }))
    expect((await overview.findByText('1 new')).closest('button')?.textContent).toBe('Results1 new')
    // The lost job and the dead job. Unsaved results have their own number.
    expect(overview.getByRole('button', { name: /^Needs you/ }).textContent).toBe('Needs you2')
    expect(overview.getByRole('button', { name: /^Mine now/ }).textContent).toBe('Mine now1')
    await userEvent.click(overview.getByRole('button', { name: /^Mine now/ }))
    expect(await screen.findByRole('grid', { name: 'Claimed jobs' })).toBeTruthy()
  })

  it('shows a queue with dead jobs, and opens them when their number is clicked', async () => {
    const dead = { queue: 'thumbnails-dead', count: 3, readAt: Date.now() }
    renderWithBridge(<App />, { 'queues:list': () => queuesSnapshot([queueState('thumbnails', { dead })]) })
    await userEvent.click(await screen.findByRole('button', { name: '3 dead in thumbnails' }))
    expect(await screen.findByRole('heading', { name: /Dead letters/ })).toBeTruthy()
  })

  it('does not call the dead letters “none” while their queue cannot be counted', async () => {
    const dead = { queue: 'thumbnails-dead', count: null, readAt: null }
    const bridge = renderWithBridge(<App />, {
      'queues:list': () => queuesSnapshot([queueState('thumbnails', { dead })]),
    })
    const number = await screen.findByRole('group', { name: 'Dead' })
    await waitFor(() => expect(number.textContent).toContain('unknown'))
    act(() => bridge.push('queues:changed', { ...queuesSnapshot([queueState('thumbnails')]), revision: 2 }))
    await waitFor(() => expect(number.textContent).toContain('no queue'))
  })

  it('opens the pages of a queue from its menu in the sidebar', async () => {
    renderWithBridge(<App />)
    fireEvent.contextMenu(await screen.findByRole('button', { name: /^thumbnails/ }))
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Queue settings' }))
    expect(await screen.findByRole('region', { name: 'Queue settings' })).toBeTruthy()
  })

  it('keeps the filter, search and selection of each view', async () => {
    const jobs = new FakeJobs([jobRow({ id: 1, name: 'cat.jpg' }), jobRow({ id: 2, name: 'dog.jpg' })])
    renderWithBridge(<App />, jobs.handlers())
    await userEvent.type(await screen.findByRole('searchbox', { name: 'Find jobs' }), 'dog')
    await userEvent.click(await screen.findByRole('row', { name: /dog\.jpg/ }))
    await userEvent.click(screen.getByRole('button', { name: 'All jobs' }))
    expect(await screen.findByRole('row', { name: /cat\.jpg/ })).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: /^thumbnails/ }))
    expect(screen.getByLabelText<HTMLInputElement>('Find jobs').value).toBe('dog')
    expect(await screen.findByRole('region', { name: 'Job dog.jpg' })).toBeTruthy()
  })

  it('opens the view chosen in the menu and stops watching the queue', async () => {
    const bridge = renderWithBridge(<App />)
    await header()
    act(() => bridge.push('command:run', 'show-settings'))
    await waitFor(() => expect(bridge.callsOf('queues:watch').at(-1)).toEqual({ name: null }))
    expect(screen.getByRole('button', { name: 'Settings' }).getAttribute('aria-current')).toBe('page')
  })

  it('warns of the missing sandbox until the warning is dismissed', async () => {
    renderWithBridge(<App />, {
      'app:info': () => ({ sandboxed: false, reloaded: null, versions: sampleVersions }),
    })
    const warning = await screen.findByText('Remotejob runs without a sandbox')
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(warning.isConnected).toBe(false)
  })

  it('says that the window was reloaded after a crash', async () => {
    renderWithBridge(<App />, {
      'app:info': () => ({ sandboxed: true, reloaded: 'crashed', versions: sampleVersions }),
    })
    expect(await screen.findByText('This window crashed and was reloaded')).toBeTruthy()
  })

  it('asks the user to add a job queue if there is none', async () => {
    renderWithBridge(<App />, { 'queues:list': () => queuesSnapshot([]) })
    expect(await screen.findByText('No job queues yet')).toBeTruthy()
    fireEvent.dragEnter(document.body, { dataTransfer: dragData(files('a.jpg')) })
    expect(await screen.findByText('Add or choose a job queue first')).toBeTruthy()
  })

  it('explains what to do with an empty queue', async () => {
    renderWithBridge(<App />)
    expect(await screen.findByText('No jobs yet. Drop files here.')).toBeTruthy()
  })
})

describe('the queue view', () => {
  it('keeps the last counts with their age after a failed poll, and retries', async () => {
    const bridge = renderWithBridge(<App />, {
      'connections:list': () => connectionsSnapshot([connection({ kind: 'profile', profile: 'studio' })]),
      'queues:list': () =>
        queuesSnapshot([
          queueState('thumbnails', { error: networkError, refreshedAt: Date.now() - 190_000 }),
        ]),
    })
    await header()
    expect(screen.getByText('Out of date · as of 3 min ago')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'thumbnails, 42 waiting' })).toBeTruthy()
    expect(screen.getByRole('alert').textContent).toContain('SQS could not be reached.')
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(bridge.callsOf('queues:refresh')).toEqual([{ name: 'thumbnails' }])
  })

  it('asks before it removes a queue from the sidebar', async () => {
    const bridge = renderWithBridge(<App />)
    await header()
    await userEvent.click(screen.getByRole('button', { name: 'More' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: /Remove from sidebar/ }))
    const question = await screen.findByRole('alertdialog', { name: 'Remove thumbnails from the sidebar?' })
    expect(bridge.callsOf('queues:forget')).toHaveLength(0)
    await userEvent.click(within(question).getByRole('button', { name: 'Remove' }))
    await waitFor(() => expect(bridge.callsOf('queues:forget')).toEqual([{ name: 'thumbnails' }]))
  })
})

describe('the connection switcher', () => {
  it('activates another connection', async () => {
    const bridge = renderWithBridge(<App />, {
      'connections:list': () =>
        connectionsSnapshot([
          connection(),
          connection({ id: 'prod', kind: 'profile', label: 'Production', profile: 'prod' }),
        ]),
    })
    await header()
    await userEvent.click(await screen.findByRole('button', { name: /Connection:\s*Local/ }))
    await userEvent.click(await screen.findByRole('menuitem', { name: /Production/ }))
    await waitFor(() => expect(bridge.callsOf('connections:activate')).toEqual([{ connectionId: 'prod' }]))
  })
})
