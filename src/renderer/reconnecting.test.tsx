import './testing/fake-layout.ts'
import { act, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { App } from './app.tsx'
import { renderWithBridge } from './testing/render-app.tsx'
import { connection, connectionsSnapshot, queuesSnapshot, queueState } from './testing/samples.ts'

const error = {
  code: 'CONNECTION_REFUSED',
  message: 'Connecting failed: nothing is listening at the endpoint.',
  hint: 'Check that the server runs. Try again in a moment.',
  retryable: true,
} as const

const waiting = (): ReturnType<typeof connection> =>
  connection({ state: 'reconnecting', error, retryAt: Date.now() + 8_500 })

const bar = (): Promise<HTMLElement> => screen.findByRole('region', { name: 'Reconnecting to Local' })

describe('outage', () => {
  it('shows the error and the next attempt, and keeps the last known state', async () => {
    const bridge = renderWithBridge(<App />, {
      'connections:list': () => connectionsSnapshot([waiting()]),
      'queues:list': () => queuesSnapshot([queueState('thumbnails', { error })]),
    })
    const words = within(await bar())
    expect(words.getByText(/Reconnecting/).textContent).toMatch(/^Reconnecting in \d+ s$/)
    expect(words.getByRole('status').textContent).toContain(
      'nothing is listening at the endpoint. Check that the server runs.',
    )
    expect(words.queryByText(/Try again/)).toBeNull()
    // The job queues stay visible, and the error is shown once.
    expect(await screen.findByRole('heading', { level: 1, name: 'thumbnails' })).toBeTruthy()
    expect(screen.getAllByText(/nothing is listening/)).toHaveLength(1)
    expect(screen.getByRole('button', { name: /^Connection:/ }).textContent).toContain('reconnecting')

    await userEvent.click(words.getByRole('button', { name: 'Try now' }))
    expect(bridge.callsOf('connections:try-now')).toEqual([{ connectionId: 'local' }])
    act(() => bridge.push('connections:changed', connectionsSnapshot([{ ...waiting(), retryAt: null }], 2)))
    expect(await words.findByText('Reconnecting now…')).toBeTruthy()
    expect(words.getByRole<HTMLButtonElement>('button').disabled).toBe(true)
    act(() => bridge.push('connections:changed', connectionsSnapshot([connection()], 3)))
    await expect.poll(() => screen.queryByRole('region', { name: /Reconnecting/ })).toBeNull()
  })

  const signedOut = {
    code: 'CREDENTIALS_EXPIRED',
    message: 'You are not signed in.',
    hint: 'Press “Sign in…”.',
    retryable: false,
    remedy: 'sign-in',
  } as const

  it.each([
    ['keeps the job queues', [queueState('thumbnails')], 'thumbnails'],
    ['shows nothing else without job queues', [], 'Sign in to Local'],
  ] as const)('says that a sign-in is missing, and %s', async (_, queues, title) => {
    const bridge = renderWithBridge(<App />, {
      'connections:list': () =>
        connectionsSnapshot([connection({ ...waiting(), kind: 'profile', signsIn: true, error: signedOut })]),
      'queues:list': () => queuesSnapshot(queues),
    })
    expect(await screen.findByRole('heading', { level: 1, name: title })).toBeTruthy()
    expect(screen.getByRole('button', { name: /^Connection:/ }).textContent).toContain('not signed in')
    expect(screen.queryByText(/Reconnecting/)).toBeNull()
    expect(screen.getAllByText('Sign in to Local')).toHaveLength(1)
    await userEvent.click(screen.getAllByRole('button', { name: 'Sign in…' })[0] as HTMLElement)
    expect(bridge.callsOf('connections:sign-in')).toEqual([{ connectionId: 'local' }])
  })
})
