import './testing/fake-layout.ts'
import { act, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { noRequests } from '../shared/metrics/request-counts.ts'
import type { RequestDay } from '../shared/metrics/requests.ts'
import { App } from './app.tsx'
import { renderWithBridge } from './testing/render-app.tsx'
import { connection, connectionsSnapshot, requestsSnapshot } from './testing/samples.ts'

const production = connection({
  id: 'prod',
  kind: 'profile',
  label: 'Production',
  profile: 'prod',
  hosts: { s3: 's3.eu-west-1.amazonaws.com', sqs: 'sqs.eu-west-1.amazonaws.com' },
})
const days: readonly RequestDay[] = [
  { day: '2026-11-24', connectionId: 'prod', counts: { ...noRequests, sqs: 4_000, 's3-write': 100 } },
  { day: '2026-11-24', connectionId: 'local', counts: { ...noRequests, sqs: 50 } },
  { day: '2026-11-23', connectionId: 'gone', counts: { ...noRequests, 's3-read': 1_000_000 } },
]

const footer = (): ReturnType<typeof within> =>
  within(screen.getByRole('contentinfo', { name: 'Transfers and requests' }))

describe('requests', () => {
  it('are shown in the footer for today with their price, and by day in the settings', async () => {
    const bridge = renderWithBridge(<App />, {
      'connections:list': () => connectionsSnapshot([connection(), production]),
      'requests:list': () => requestsSnapshot(days),
    })
    await screen.findByRole('heading', { level: 1, name: 'thumbnails' })
    const today = await footer().findByRole('button', { name: '4,150 requests today · $0.0021' })
    await userEvent.click(today)
    const table = within(await screen.findByRole('table'))
    const rows = table.getAllByRole('row').map((row) => row.textContent)
    expect(rows.slice(1)).toEqual([
      'TodayProduction4,00001000$0.0021',
      'TodayLocal50000free',
      '2026-11-23A removed connection0001,000,000$0.40',
    ])
    act(() => bridge.push('requests:changed', requestsSnapshot(days.slice(1, 2), 2)))
    expect(await footer().findByRole('button', { name: '50 requests today · free on Local' })).toBeTruthy()
  })

  it('have a budget that the user can set', async () => {
    const bridge = renderWithBridge(<App />)
    await userEvent.click(await screen.findByRole('button', { name: 'Settings' }))
    await userEvent.click(await screen.findByRole('combobox', { name: 'Request limit per hour' }))
    await userEvent.click(await screen.findByRole('option', { name: /^500 · at most \$0\.15 per month/ }))
    expect(bridge.callsOf('settings:set-poll-budget')).toEqual([{ perHour: 500 }])
  })
})
