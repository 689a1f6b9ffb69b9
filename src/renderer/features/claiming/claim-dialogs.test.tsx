import '../../testing/fake-layout.ts'
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import type { Claim } from '../../../shared/jobs/claims.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { claim, settings } from '../../testing/samples.ts'
import { Toaster } from '../../ui/feedback/toaster.tsx'
import { undoLast } from '../../ui/feedback/undo-toast.ts'
import { requestDialog } from '../../ui/work-requests.ts'
import { ClaimDialogs } from './claim-dialogs.tsx'

let claimedAfter: string[] = []

function Window() {
  return (
    <>
      <ClaimDialogs onClaimAnother={({ id }) => claimedAfter.push(id)} />
      <Toaster />
    </>
  )
}

async function renderDialogs(claims: Claim[], handlers: Parameters<typeof renderWithBridge>[1] = {}) {
  claimedAfter = []
  const bridge = renderWithBridge(<Window />, {
    'claims:list': () => ({ revision: 1, claims }),
    'claims:bulk': () => ({ failed: [] }),
    ...handlers,
  })
  await waitFor(() => expect(bridge.callsOf('claims:list')).toHaveLength(1))
  await waitFor(() => expect(bridge.callsOf('settings:get')).toHaveLength(1))
  return bridge
}

it('holds jobs back for the chosen time', async () => {
  const bridge = await renderDialogs([claim({ id: 'a' }), claim({ id: 'b' })])
  act(() => requestDialog({ kind: 'hold-back', claimIds: ['a', 'b'] }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Hold 2 jobs back?' }))
  await userEvent.click(dialog.getByRole('combobox', { name: 'For' }))
  await userEvent.click(await screen.findByRole('option', { name: 'Other' }))
  await userEvent.clear(dialog.getByLabelText('Minutes'))
  await userEvent.type(dialog.getByLabelText('Minutes'), '45{Enter}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(bridge.callsOf('claims:bulk')).toEqual([
    { claimIds: ['a', 'b'], action: 'hold-back', seconds: 2_700 },
  ])
})

it('warns if a job to hold back would become a dead letter, and rejects more than SQS allows', async () => {
  const dying = claim({ id: 'a', deadLetter: { queue: 'demo-dead', maxReceives: 3 } })
  await renderDialogs([{ ...dying, lease: { ...dying.lease, endsAt: Date.now() + 10 * 60_000 } }])
  act(() => requestDialog({ kind: 'hold-back', claimIds: ['a'] }))
  const dialog = within(await screen.findByRole('dialog'))
  expect(dialog.getByText('SQS then moves it to demo-dead.')).toBeTruthy()
  await userEvent.click(dialog.getByRole('combobox', { name: 'For' }))
  await userEvent.click(await screen.findByRole('option', { name: '15 minutes' }))
  expect(dialog.getByText(/^SQS allows at most (?:9|10) minutes/)).toBeTruthy()
  expect(dialog.getByRole<HTMLButtonElement>('button', { name: 'Hold back' }).disabled).toBe(true)
})

it('sends a job to the dead-letter queue with a reason, and reports what failed', async () => {
  const error = {
    code: 'BAD_REQUEST' as const,
    message: 'There is no such queue.',
    hint: '',
    retryable: false,
  }
  const bridge = await renderDialogs([claim({ id: 'a' })], {
    'claims:bulk': () => ({ failed: [{ claimId: 'a', error }] }),
  })
  act(() => requestDialog({ kind: 'dead-letter', claimIds: ['a'] }))
  const dialog = within(
    await screen.findByRole('dialog', { name: 'Send this job to the dead-letter queue?' }),
  )
  await userEvent.type(dialog.getByLabelText('Reason (optional)'), 'damaged{Enter}')
  expect(await screen.findByText('There is no such queue.')).toBeTruthy()
  expect(bridge.callsOf('claims:bulk')).toEqual([
    { claimIds: ['a'], action: 'dead-letter', reason: 'damaged' },
  ])
})

it('claims as many jobs as were entered', async () => {
  await renderDialogs([])
  const claimed: number[] = []
  act(() => requestDialog({ kind: 'claim-many', queue: 'demo', claim: (max) => claimed.push(max) }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Claim jobs of demo' }))
  await userEvent.clear(dialog.getByLabelText('How many'))
  expect(dialog.getByText('Enter 1 to 100.')).toBeTruthy()
  await userEvent.type(dialog.getByLabelText('How many'), '40{Enter}')
  expect(claimed).toEqual([40])
  expect(screen.queryByRole('dialog')).toBeNull()
})

it('undoes all jobs that were finished together, even if they arrive in several updates', async () => {
  const held = ['a', 'b', 'c'].map((id) => claim({ id }))
  const bridge = await renderDialogs(held)
  await act(async () => undefined)
  const finish = (revision: number, claims: readonly Claim[]): void =>
    bridge.push('claims:changed', {
      since: revision - 1,
      revision,
      claims: claims.map((one) => ({ ...one, outcome: 'acknowledged' })),
      removed: [],
    })
  finish(2, held.slice(0, 2))
  expect(await screen.findByText('2 jobs finished')).toBeTruthy()
  finish(3, held.slice(2))
  expect(await screen.findByText('3 jobs finished')).toBeTruthy()
  act(() => void undoLast())
  await waitFor(() => expect(bridge.callsOf('claims:send-again')).toEqual([{ claimIds: ['a', 'b', 'c'] }]))
})

it('offers to try again with the jobs that could not be sent again', async () => {
  const error = {
    code: 'OFFLINE',
    message: 'No network.',
    hint: '',
    retryable: true,
    remedy: 'retry',
  } as const
  const held = ['a', 'b'].map((id) => claim({ id }))
  let isOffline = true
  const bridge = await renderDialogs(held, {
    'claims:send-again': ({ claimIds }) =>
      isOffline ? { sent: 1, failed: [{ claimId: 'b', error }] } : { sent: claimIds.length, failed: [] },
  })
  await act(async () => undefined)
  const finished = held.map((one) => ({ ...one, outcome: 'acknowledged' as const }))
  bridge.push('claims:changed', { since: 1, revision: 2, claims: finished, removed: [] })
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(await screen.findByText('1 job could not be sent again.')).toBeTruthy()
  isOffline = false
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('1 job back in the queue')).toBeTruthy()
  expect(bridge.callsOf('claims:send-again')).toEqual([{ claimIds: ['a', 'b'] }, { claimIds: ['b'] }])
})

it.each(['hold-back', 'dead-letter'] as const)(
  'offers the button that helps after a failed %s',
  async (kind) => {
    const error = {
      code: 'CREDENTIALS_EXPIRED',
      message: 'The keys have expired.',
      hint: '',
      retryable: false,
      remedy: 'retry',
    } as const
    const bridge = await renderDialogs([claim({ id: 'a' })], {
      'claims:bulk': () => ({ failed: [{ claimId: 'a', error }] }),
    })
    act(() => requestDialog({ kind, claimIds: ['a'] }))
    await screen.findByRole('dialog')
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await userEvent.click(await screen.findByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(bridge.callsOf('claims:bulk')).toHaveLength(2))
    expect(bridge.callsOf('claims:bulk')[1]).toEqual(bridge.callsOf('claims:bulk')[0])
  },
)

it('offers to send a finished job again, and claims the next one if the setting says so', async () => {
  const held = claim({ id: 'a' })
  const bridge = await renderDialogs([held], { 'settings:get': () => ({ ...settings(), claimsNext: true }) })
  await act(async () => undefined)
  bridge.push('claims:changed', {
    since: 1,
    revision: 2,
    claims: [{ ...held, outcome: 'acknowledged' }],
    removed: [],
  })
  expect(await screen.findByText('1 job finished')).toBeTruthy()
  expect(claimedAfter).toEqual(['a'])
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
  expect(await screen.findByText('1 job back in the queue')).toBeTruthy()
  expect(bridge.callsOf('claims:send-again')).toEqual([{ claimIds: ['a'] }])
})
