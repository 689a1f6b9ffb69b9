import { act, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { App } from './app.tsx'
import { renderWithBridge } from './testing/render-app.tsx'

const header = () => screen.findByRole('heading', { name: 'thumbnails' })

it('shows that main can no longer record, and what to do', async () => {
  const bridge = renderWithBridge(<App />)
  await header()
  expect(screen.queryByText('Remotejob can no longer record its work')).toBeNull()
  act(() => bridge.push('troubles:changed', { revision: 1, troubles: ['history'] }))
  expect(await screen.findByText('Remotejob can no longer record its work')).toBeDefined()
  await userEvent.click(screen.getByRole('button', { name: 'Copy details' }))
  await userEvent.click(screen.getByRole('button', { name: 'Restart' }))
  expect(bridge.callsOf('app:copy-diagnostics')).toHaveLength(1)
  expect(bridge.callsOf('app:restart')).toHaveLength(1)
})

it('shows a notification that the system cannot show, with a button that opens its job', async () => {
  const bridge = renderWithBridge(<App />)
  await header()
  const target = { place: null, job: null, isOnResults: true }
  act(() => bridge.push('notice:missed', { title: '3 new results', body: null, target }))
  expect(await screen.findByText('3 new results')).toBeDefined()
  await userEvent.click(screen.getByRole('button', { name: 'Show' }))
  expect(screen.getByRole('button', { name: /^Results/, current: 'page' })).toBeDefined()
})
