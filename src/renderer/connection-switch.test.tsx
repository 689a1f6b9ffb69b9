import './testing/fake-layout.ts'
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { App } from './app.tsx'
import { renderWithBridge } from './testing/render-app.tsx'
import {
  connection,
  connectionsSnapshot,
  networkError,
  queuesSnapshot,
  queueState,
} from './testing/samples.ts'

const production = connection({ id: 'prod', kind: 'profile', label: 'Production', profile: 'prod' })
const header = (): Promise<HTMLElement> => screen.findByRole('heading', { level: 1, name: 'thumbnails' })

beforeEach(() => {
  // jsdom has no layout, and a list without height renders no rows.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600)
})

describe('switching connections', () => {
  it('keeps queues of the same name apart, and cancels a wait on the previous connection', async () => {
    let active = 'local'
    const bridge = renderWithBridge(<App />, {
      'connections:list': () => connectionsSnapshot([connection(), production]),
      'claims:next': () => new Promise(() => {}),
      'objects:list': () => ({
        bucket: 'remotejobs-in-thumbnails',
        objects: [{ key: `${active}.jpg`, size: 1, modifiedAt: null }],
        next: null,
      }),
    })
    await header()
    await userEvent.click(screen.getByRole('button', { name: 'Files' }))
    expect(await screen.findByRole('heading', { name: 'local.jpg' })).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: /^thumbnails/ }))
    await userEvent.type(screen.getByLabelText('Find jobs'), 'cat')
    await userEvent.keyboard('{Control>}j{/Control}')
    const request = bridge.callsOf('claims:next')[0]

    active = 'prod'
    act(() => {
      bridge.push('queues:changed', queuesSnapshot([queueState('thumbnails')], 2, 'prod'))
      bridge.push('connections:changed', connectionsSnapshot([production, connection()], 2))
    })
    await waitFor(() => {
      expect(bridge.callsOf('request:cancel')).toEqual([{ requestId: request?.requestId }])
    })
    expect(screen.queryByText('Waiting for a job…')).toBeNull()
    expect(screen.getByLabelText<HTMLInputElement>('Find jobs').value).toBe('')
    await userEvent.click(screen.getByRole('button', { name: 'Files' }))
    expect(await screen.findByRole('heading', { name: 'prod.jpg' })).toBeTruthy()
    expect(screen.queryByText('local.jpg')).toBeNull()
  })

  it('shows nothing while the job queues belong to another connection', async () => {
    const bridge = renderWithBridge(<App />)
    await header()
    act(() => bridge.push('connections:changed', connectionsSnapshot([production, connection()], 2)))
    await waitFor(() => expect(screen.queryByText('42')).toBeNull())
    expect(screen.queryByText('thumbnails')).toBeNull()
    expect(screen.queryByText('No job queues yet')).toBeNull()
  })

  it('shows that it is connecting, then the error, and can retry', async () => {
    const connecting = connection({ ...production, state: 'connecting' })
    const failed = connection({ ...production, state: 'failed', error: networkError })
    const bridge = renderWithBridge(<App />, {
      'connections:list': () => connectionsSnapshot([connecting]),
      'queues:list': () => queuesSnapshot([], 1, 'prod'),
    })
    expect(await screen.findByRole('heading', { level: 1, name: 'Connecting to Production…' })).toBeTruthy()
    const sidebar = within(screen.getByRole('complementary', { name: 'Sidebar' }))
    expect(sidebar.getByText('Connecting to Production…')).toBeTruthy()
    expect(screen.queryByText('No job queues yet')).toBeNull()
    expect(screen.queryByRole('button', { name: /Add queue/ })).toBeNull()

    act(() => bridge.push('connections:changed', connectionsSnapshot([failed], 2)))
    expect(
      await screen.findByRole('heading', { level: 1, name: 'Production could not be reached' }),
    ).toBeTruthy()
    expect(screen.getByRole('alert').textContent).toBe('SQS could not be reached. Check the network.')
    expect(sidebar.getByText(/Check the network/)).toBeTruthy()
    await userEvent.click(within(screen.getByRole('main')).getByRole('button', { name: 'Retry' }))
    expect(bridge.callsOf('connections:activate')).toEqual([{ connectionId: 'prod' }])
    await userEvent.click(screen.getByRole('button', { name: 'Files' }))
    expect(screen.getByRole('heading', { level: 1, name: 'Production could not be reached' })).toBeTruthy()
  })

  const refused = { message: 'You are not signed in.', hint: 'Sign in.', retryable: false } as const
  const expired = { ...refused, code: 'CREDENTIALS_EXPIRED', remedy: 'sign-in' } as const

  it.each([
    ['a sign-in', { kind: 'profile', signsIn: true, error: expired }, 'Sign in to Production'],
    ['keys', { kind: 'endpoint', error: expired }, 'Production needs access keys'],
    ['other keys', { kind: 'keys', hasKeys: true, error: expired }, 'Production needs other access keys'],
    ['another setting', { error: { ...refused, code: 'NOT_SQS' } }, 'Not connected to Production'],
  ] as const)('names what is missing: %s', async (_, overrides, title) => {
    const failed = connection({ ...production, state: 'failed', ...overrides })
    const bridge = renderWithBridge(<App />, {
      'connections:list': () => connectionsSnapshot([failed]),
      'queues:list': () => queuesSnapshot([], 1, 'prod'),
    })
    expect(await screen.findByRole('heading', { level: 1, name: title })).toBeTruthy()
    const buttons = screen.queryAllByRole('button', { name: 'Sign in…' })
    for (const button of buttons) await userEvent.click(button)
    // In the view, and in the sidebar.
    expect(bridge.callsOf('connections:sign-in')).toEqual(
      title.startsWith('Sign in') ? [{ connectionId: 'prod' }, { connectionId: 'prod' }] : [],
    )
  })
})
