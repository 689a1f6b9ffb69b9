import { act, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { App } from './app.tsx'
import { renderWithBridge } from './testing/render-app.tsx'
import { transfersSnapshot, updatesSnapshot } from './testing/samples.ts'

const header = () => screen.findByRole('heading', { name: 'thumbnails' })

it('shows that main can no longer record anything, and what to do', async () => {
  const bridge = renderWithBridge(<App />)
  await header()
  expect(screen.queryByText('Remotejob can no longer record its work')).toBeNull()
  act(() => bridge.push('problems:changed', { revision: 1, problems: ['history'] }))
  expect(await screen.findByText('Remotejob can no longer record its work')).toBeDefined()
  await userEvent.click(screen.getByRole('button', { name: 'Copy details' }))
  await userEvent.click(screen.getByRole('button', { name: 'Restart' }))
  expect(bridge.callsOf('app:copy-diagnostics')).toHaveLength(1)
  expect(bridge.callsOf('app:restart')).toHaveLength(1)
})

it('says that settings could not be read, unless something worse has happened', async () => {
  const bridge = renderWithBridge(<App />)
  await header()
  act(() => bridge.push('problems:changed', { revision: 1, problems: ['settings'] }))
  expect(await screen.findByText('Some settings could not be read')).toBeDefined()
  await userEvent.click(screen.getByRole('button', { name: 'Show log' }))
  expect(bridge.callsOf('app:show-log')).toHaveLength(1)
  act(() => bridge.push('problems:changed', { revision: 2, problems: ['settings', 'app'] }))
  expect(await screen.findByText('Something went wrong inside Remotejob')).toBeDefined()
  expect(screen.queryByText('Some settings could not be read')).toBeNull()
})

it('shows a notification that the system cannot show, with a button that opens its job', async () => {
  const bridge = renderWithBridge(<App />)
  await header()
  const target = { jobQueue: null, job: null, isOnResults: true }
  act(() => bridge.push('notice:missed', { title: '3 new results', body: null, target }))
  // The notification may be about dead letters, so it is not shown as a success.
  expect(await screen.findByLabelText('Note')).toBeDefined()
  expect(await screen.findByText('3 new results')).toBeDefined()
  await userEvent.click(screen.getByRole('button', { name: 'Show' }))
  expect(screen.getByRole('button', { name: /^Results/, current: 'page' })).toBeDefined()
})

it('says that a newer version is available, until the user has seen or dismissed it', async () => {
  const file = { name: 'remotejob_2.0.0_amd64.deb', kind: 'deb', size: 1_000 } as const
  const update = { version: '2.0.0', date: '2026-11-26', notes: '- Faster.', file }
  const bridge = renderWithBridge(<App />)
  await header()
  act(() => bridge.push('updates:changed', updatesSnapshot({ revision: 2, hasFeed: true, update })))
  await screen.findByText('Remotejob 2.0.0 is available')
  await userEvent.click(screen.getByRole('button', { name: 'Later' }))
  expect(screen.queryByText('Remotejob 2.0.0 is available')).toBeNull()
  const next = { ...update, version: '2.0.1' }
  act(() => bridge.push('updates:changed', updatesSnapshot({ revision: 3, hasFeed: true, update: next })))
  await screen.findByText('Remotejob 2.0.1 is available')
  await userEvent.click(screen.getByRole('button', { name: 'Show' }))
  expect(await screen.findByText('Remotejob 2.0.1 is available. You have 0.1.0.')).toBe(
    document.activeElement,
  )
  expect(bridge.callsOf('updates:check')).toHaveLength(1)
})

it('offers a restart after another version was installed, but not during a transfer', async () => {
  const transfers = transfersSnapshot([])
  const busy = { ...transfers, revision: 2, counts: { ...transfers.counts, running: 1 } }
  const bridge = renderWithBridge(<App />)
  await header()
  act(() => bridge.push('transfers:changed', busy))
  act(() => bridge.push('updates:changed', updatesSnapshot({ revision: 2, isReplaced: true })))
  await screen.findByText(/once all transfers have finished/)
  expect(screen.getByRole('button', { name: 'Restart to update' })).toMatchObject({ disabled: true })
  act(() => bridge.push('transfers:changed', { ...transfers, revision: 3 }))
  await screen.findByText(/Restart to use it/)
  await userEvent.click(screen.getByRole('button', { name: 'Restart to update' }))
  expect(bridge.callsOf('app:restart')).toHaveLength(1)
})
