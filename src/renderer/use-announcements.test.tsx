import { act, screen, waitFor } from '@testing-library/react'
import { useQuery } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { claimsQuery } from './queries/jobs/claims.ts'
import { transfersQuery } from './queries/transfers.ts'
import { renderWithBridge } from './testing/render-app.tsx'
import { claim, transfer, transfersSnapshot } from './testing/samples.ts'
import { Announcer } from './ui/feedback/announcer.tsx'
import { useAnnouncements } from './use-announcements.ts'

function Window() {
  useAnnouncements()
  const transfers = useQuery(transfersQuery()).data?.transfers.length
  const claims = useQuery(claimsQuery()).data?.claims.length
  return (
    <>
      {transfers === undefined || claims === undefined ? null : <p>ready</p>}
      <Announcer />
    </>
  )
}

function texts(): readonly string[] {
  return [...screen.getByRole('log').children].map(({ textContent }) => textContent)
}

it('announces a failure once, but not earlier ones', async () => {
  const old = transfer({ id: 'old', state: 'failed', name: 'old.txt' })
  const bridge = renderWithBridge(<Window />, { 'transfers:list': () => transfersSnapshot([old]) })
  await screen.findByText('ready')
  const failed = transfer({ id: 'new', state: 'failed', name: 'new.txt', error: null })
  act(() => bridge.push('transfers:changed', transfersSnapshot([old, failed], 2)))
  await waitFor(() => expect(texts()).toEqual(['Failed: new.txt']))
  act(() => bridge.push('transfers:changed', transfersSnapshot([old, failed], 3)))
  expect(texts()).toEqual(['Failed: new.txt'])
})

it.each(['stored', 'unconfirmed'] as const)(
  'announces an upload whose message is %s, because the user has to decide',
  async (state) => {
    const bridge = renderWithBridge(<Window />, { 'transfers:list': () => transfersSnapshot([]) })
    await screen.findByText('ready')
    const sent = transfer({ id: 'new', name: `${state}.txt`, error: null, state: 'running' })
    act(() => bridge.push('transfers:changed', transfersSnapshot([sent], 2)))
    act(() => bridge.push('transfers:changed', transfersSnapshot([{ ...sent, state }], 3)))
    await waitFor(() => expect(texts()).toContain(`Failed: ${state}.txt`))
  },
)

const held = (id: number) => claim({ id: `claim ${id}`, fileName: `page-${id}.pdf` })

it('announces one claim by name, and several by their number', async () => {
  const bridge = renderWithBridge(<Window />)
  await screen.findByText('ready')
  act(() => bridge.push('claims:changed', { since: 1, revision: 2, claims: [held(1)], removed: [] }))
  await waitFor(() => expect(texts()).toContain('Claimed page-1.pdf'))
  const more = [held(2), held(3), held(4)]
  act(() => bridge.push('claims:changed', { since: 2, revision: 3, claims: more, removed: [] }))
  await waitFor(() => expect(texts()).toContain('Claimed 3 jobs'))
})
