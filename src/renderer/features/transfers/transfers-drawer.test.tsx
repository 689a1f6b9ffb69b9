import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Transfer } from '../../../shared/files/transfers.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { transfer, transfersSnapshot } from '../../testing/samples.ts'
import { TransfersDrawer } from './transfers-drawer.tsx'

beforeEach(() => {
  // jsdom has no layout, and a list without height renders no rows.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600)
})

type Group = 'Moving' | 'Waiting' | 'Failed' | 'Done'

/** Opens the drawer with a group selected. */
async function show(transfers: readonly Transfer[], group: Group = 'Moving') {
  const bridge = renderWithBridge(<TransfersDrawer />, {
    'transfers:list': () => transfersSnapshot(transfers),
  })
  await openDrawer(group)
  return bridge
}

async function openDrawer(group: Group) {
  await userEvent.click(await screen.findByRole('button', { expanded: false }))
  const tabs = within(await screen.findByRole('toolbar', { name: 'Show transfers' }))
  await userEvent.click(tabs.getByRole('button', { name: new RegExp(`^${group}`) }))
}

describe('transfers', () => {
  it('sends the message of a file that was stored but not queued', async () => {
    const error = {
      code: 'NETWORK',
      message: 'No network.',
      hint: 'Go online first.',
      retryable: true,
    } as const
    const bridge = await show([transfer({ id: 't1', state: 'stored', error })], 'Failed')
    expect(await screen.findByText('Uploaded, not in queue')).toBeDefined()
    expect(screen.getByText('No network. Go online first.')).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: 'Send the message' }))
    expect(bridge.callsOf('transfers:retry')).toEqual([{ transferId: 't1' }])
  })

  it('opens at a group that has transfers', async () => {
    renderWithBridge(<TransfersDrawer />, {
      'transfers:list': () => transfersSnapshot([transfer({ id: 't1', state: 'reconnecting' })]),
    })
    await userEvent.click(await screen.findByText('1 transfer'))
    const tabs = within(await screen.findByRole('toolbar', { name: 'Show transfers' }))
    expect(tabs.getByRole('button', { name: /^Waiting/ }).getAttribute('aria-pressed')).toBe('true')
    expect(screen.getByText('cat.jpg')).toBeDefined()
  })

  it('gives no advice for a transfer that is tried again automatically', async () => {
    const error = {
      code: 'NETWORK',
      message: 'The connection broke.',
      hint: 'Try again.',
      retryable: true,
    } as const
    await show([transfer({ state: 'reconnecting', error })], 'Waiting')
    expect(await screen.findByText('The connection broke.')).toBeDefined()
    expect(screen.queryByText(/Try again/)).toBeNull()
  })

  it('lets the user decide about a message that the server did not confirm', async () => {
    const error = { code: 'UNCONFIRMED', message: 'No response.', hint: 'Decide.', retryable: false } as const
    const bridge = await show([transfer({ id: 't1', state: 'unconfirmed', error })], 'Failed')
    expect(await screen.findByText('Uploaded, not confirmed')).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: 'Mark as sent' }))
    expect(bridge.callsOf('transfers:confirm')).toEqual([{ transferId: 't1' }])
    await userEvent.click(screen.getByRole('button', { name: 'Send again' }))
    expect(bridge.callsOf('transfers:retry')).toEqual([{ transferId: 't1' }])
    expect(screen.queryByRole('button', { name: 'Retry failed' })).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Remove cat.jpg…' }))
    const dialog = await screen.findByRole('alertdialog', { name: 'Remove cat.jpg?' })
    expect(dialog.textContent).toContain('If the message is in the queue')
  })

  it('shows the progress and cancels', async () => {
    const bridge = await show([transfer({ id: 't1', bytesDone: 340, bytesTotal: 1_000, bytesPerSecond: 10 })])
    expect(await screen.findAllByText('34 % · 10 B/s · 1:06 left')).toHaveLength(2)
    await userEvent.click(screen.getByRole('button', { name: 'Cancel cat.jpg' }))
    expect(bridge.callsOf('transfers:cancel')).toEqual([{ transferId: 't1' }])
  })

  it.each(['stored', 'interrupted'] as const)(
    'removes a transfer that is %s, after confirmation',
    async (state) => {
      const bridge = await show([transfer({ id: 't1', state })], 'Failed')
      await userEvent.click(await screen.findByRole('button', { name: 'Remove cat.jpg…' }))
      const dialog = await screen.findByRole('alertdialog', { name: 'Remove cat.jpg?' })
      expect(dialog.textContent).toMatch(/no message is sent/i)
      expect(dialog.textContent).toContain('removed from its bucket')
      expect(bridge.callsOf('transfers:cancel')).toEqual([])
      await userEvent.click(within(dialog).getByRole('button', { name: 'Remove' }))
      expect(bridge.callsOf('transfers:cancel')).toEqual([{ transferId: 't1' }])
    },
  )

  it('shows a saved file in its folder and clears finished transfers', async () => {
    const bridge = await show([transfer({ id: 't1', kind: 'save', state: 'done' })], 'Done')
    await userEvent.click(await screen.findByRole('button', { name: 'Show cat.jpg in its folder' }))
    await userEvent.click(screen.getByRole('button', { name: 'Clear finished' }))
    expect(bridge.callsOf('transfers:show-saved')).toEqual([{ transferId: 't1' }])
    await waitFor(() => {
      expect(bridge.callsOf('transfers:clear')).toEqual([null])
    })
  })

  it('pauses, resumes and moves a transfer', async () => {
    const bridge = await show([
      transfer({ id: 't1' }),
      transfer({ id: 't2', name: 'dog.jpg', state: 'paused' }),
    ])
    await userEvent.click(await screen.findByRole('button', { name: 'Pause cat.jpg' }))
    expect(bridge.callsOf('transfers:pause')).toEqual([{ transferId: 't1' }])
    expect(screen.queryByRole('button', { name: 'Move cat.jpg' })).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: /^Waiting/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Resume dog.jpg' }))
    expect(bridge.callsOf('transfers:resume')).toEqual([{ transferId: 't2' }])
    await userEvent.click(screen.getByRole('button', { name: 'Move dog.jpg' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Move to top' }))
    expect(bridge.callsOf('transfers:move')).toEqual([{ transferId: 't2', to: 'top' }])
  })

  it('offers actions for all transfers, and asks before cancelling', async () => {
    const bridge = await show([
      transfer({ state: 'waiting' }),
      transfer({ state: 'paused' }),
      transfer({ state: 'reconnecting' }),
      transfer({ state: 'failed' }),
    ])
    for (const name of ['Pause all', 'Resume all', 'Retry failed']) {
      await userEvent.click(screen.getByRole('button', { name }))
    }
    expect(bridge.callsOf('transfers:pause-all')).toHaveLength(1)
    expect(bridge.callsOf('transfers:resume-all')).toHaveLength(1)
    expect(bridge.callsOf('transfers:retry-all')).toHaveLength(1)
    await userEvent.click(screen.getByRole('button', { name: 'Cancel all…' }))
    const dialog = await screen.findByRole('alertdialog', { name: 'Cancel all 3 transfers?' })
    expect(bridge.callsOf('transfers:cancel-all')).toEqual([])
    await userEvent.click(within(dialog).getByRole('button', { name: 'Cancel transfers' }))
    expect(bridge.callsOf('transfers:cancel-all')).toHaveLength(1)
  })

  it('offers no actions if all transfers are finished', async () => {
    await show([transfer({ state: 'done' })])
    for (const name of ['Pause all', 'Resume all', 'Retry failed', 'Cancel all…']) {
      expect(screen.queryByRole('button', { name })).toBeNull()
    }
  })

  it('sets a preset or custom speed limit', async () => {
    const bridge = await show([])
    await userEvent.click(await screen.findByRole('combobox', { name: 'Speed limit' }))
    await userEvent.click(await screen.findByRole('option', { name: 'Up to 5 MB/s' }))
    await userEvent.click(screen.getByRole('combobox', { name: 'Speed limit' }))
    await userEvent.click(await screen.findByRole('option', { name: 'Custom limit…' }))
    const dialog = await screen.findByRole('dialog', { name: 'Speed limit' })
    await userEvent.type(within(dialog).getByRole('textbox'), 'fast{Enter}')
    expect(within(dialog).getByText(/^Enter a number/)).toBeDefined()
    await userEvent.clear(within(dialog).getByRole('textbox'))
    await userEvent.type(within(dialog).getByRole('textbox'), '2.5{Enter}')
    const limits = bridge.callsOf('settings:set-transfer-limit').map((input) => input.megabytesPerSecond)
    expect(limits).toEqual([5, 2.5])
  })

  it('shows a note, and the number of transfers not listed', async () => {
    const snapshot = transfersSnapshot([
      transfer({ note: 'The file had changed, so its upload started over.' }),
    ])
    const counts = { ...snapshot.counts, waiting: 1_234 }
    renderWithBridge(<TransfersDrawer />, { 'transfers:list': () => ({ ...snapshot, counts }) })
    await openDrawer('Moving')
    expect(await screen.findByText('The file had changed, so its upload started over.')).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: /^Waiting/ }))
    expect(screen.getByText('1,234 more')).toBeDefined()
  })

  it('does not offer to clear failed transfers', async () => {
    await show([transfer({ state: 'failed' })], 'Failed')
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Clear finished' }).disabled).toBe(true)
  })
})

describe('status bar', () => {
  it('sums up active transfers, and opens with the failed ones', async () => {
    renderWithBridge(<TransfersDrawer />, {
      'transfers:list': () =>
        transfersSnapshot([
          transfer({ bytesDone: 340, bytesTotal: 1_000, bytesPerSecond: 110 }),
          transfer({ state: 'failed', name: 'dog.jpg', bytesPerSecond: 0 }),
        ]),
    })
    const summary = await screen.findByRole('button', { name: /^1 transfer/ })
    expect(summary.textContent).toContain('34 % · 110 B/s · 0:06 left')
    await userEvent.click(screen.getByRole('button', { name: '1 failed' }))
    expect(await screen.findByText('dog.jpg')).toBeDefined()
    await userEvent.keyboard('{Escape}')
    expect(screen.queryByRole('region', { name: 'Transfers' })).toBeNull()
    expect(document.activeElement).toBe(summary)
  })

  it('says that there are no transfers', async () => {
    renderWithBridge(<TransfersDrawer />)
    expect((await screen.findByRole('button', { expanded: false })).textContent).toBe('No transfers')
  })
})
