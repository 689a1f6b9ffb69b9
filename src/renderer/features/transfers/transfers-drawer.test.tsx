import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Transfer } from '../../../shared/transfers.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { transfer, transfersSnapshot } from '../../testing/samples.ts'
import { TransfersView } from './transfers-view.tsx'

beforeEach(() => {
  // jsdom has no layout, and a list without height renders no rows.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600)
})

function show(transfers: readonly Transfer[]) {
  return renderWithBridge(<TransfersView />, { 'transfers:list': () => transfersSnapshot(transfers) })
}

describe('the transfers', () => {
  it('sends the message of a file that was stored but not queued', async () => {
    const error = {
      code: 'NETWORK',
      message: 'No network.',
      hint: 'Go online first.',
      retryable: true,
    } as const
    const bridge = show([transfer({ id: 't1', state: 'stored', error })])
    expect(await screen.findByText('Stored, not queued')).toBeDefined()
    expect(screen.getByText('No network. Go online first.')).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: 'Send the message' }))
    expect(bridge.callsOf('transfers:retry')).toEqual([{ transferId: 't1' }])
  })

  it('lets the user decide about a message that the server did not confirm', async () => {
    const error = { code: 'UNCONFIRMED', message: 'No answer.', hint: 'Decide.', retryable: false } as const
    const bridge = show([transfer({ id: 't1', state: 'unconfirmed', error })])
    expect(await screen.findByText('Stored, maybe queued')).toBeDefined()
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
    const bridge = show([transfer({ id: 't1', bytesDone: 340, bytesTotal: 1_000, bytesPerSecond: 10 })])
    expect(await screen.findByText('34 % · 10 B/s · 1:06 left')).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: 'Cancel cat.jpg' }))
    expect(bridge.callsOf('transfers:cancel')).toEqual([{ transferId: 't1' }])
  })

  it.each(['stored', 'interrupted'] as const)(
    'removes a transfer that is %s, after asking',
    async (state) => {
      const bridge = show([transfer({ id: 't1', state })])
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
    const bridge = show([transfer({ id: 't1', kind: 'save', state: 'done' })])
    await userEvent.click(await screen.findByRole('button', { name: 'Show cat.jpg in its folder' }))
    await userEvent.click(screen.getByRole('button', { name: 'Clear finished' }))
    expect(bridge.callsOf('transfers:show-saved')).toEqual([{ transferId: 't1' }])
    await waitFor(() => {
      expect(bridge.callsOf('transfers:clear')).toEqual([null])
    })
  })

  it('pauses, resumes and moves a transfer', async () => {
    const bridge = show([transfer({ id: 't1' }), transfer({ id: 't2', name: 'dog.jpg', state: 'paused' })])
    await userEvent.click(await screen.findByRole('button', { name: 'Pause cat.jpg' }))
    expect(bridge.callsOf('transfers:pause')).toEqual([{ transferId: 't1' }])
    expect(screen.queryByRole('button', { name: 'Move cat.jpg' })).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Resume dog.jpg' }))
    expect(bridge.callsOf('transfers:resume')).toEqual([{ transferId: 't2' }])
    await userEvent.click(screen.getByRole('button', { name: 'Move dog.jpg' }))
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Move to top' }))
    expect(bridge.callsOf('transfers:move')).toEqual([{ transferId: 't2', to: 'top' }])
  })

  it('offers the actions for all transfers, and asks before cancelling', async () => {
    const bridge = show([
      transfer({ state: 'waiting' }),
      transfer({ state: 'paused' }),
      transfer({ state: 'reconnecting' }),
      transfer({ state: 'failed' }),
    ])
    expect(
      await screen.findByText('1 waiting · 1 reconnecting · 1 paused · 1 needs attention · 400 KB/s'),
    ).toBeDefined()
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

  it('offers no actions if nothing is unfinished', async () => {
    show([transfer({ state: 'done' })])
    await screen.findByText('1 done · 100 KB/s')
    for (const name of ['Pause all', 'Resume all', 'Retry failed', 'Cancel all…']) {
      expect(screen.queryByRole('button', { name })).toBeNull()
    }
  })

  it('sets an offered or a custom speed limit', async () => {
    const bridge = show([])
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

  it('shows a note, and the number of unlisted transfers', async () => {
    const snapshot = transfersSnapshot([
      transfer({ note: 'The file had changed, so its upload started over.' }),
    ])
    const counts = { ...snapshot.counts, waiting: 1_234 }
    renderWithBridge(<TransfersView />, { 'transfers:list': () => ({ ...snapshot, counts }) })
    expect(await screen.findByText('The file had changed, so its upload started over.')).toBeDefined()
    expect(screen.getByText(/^1,234 more\. /)).toBeDefined()
  })

  it('counts cancelled transfers', async () => {
    show([transfer({ state: 'done' }), transfer({ state: 'cancelled' })])
    expect(await screen.findByText(/^1 done · 1 cancelled/)).toBeDefined()
  })

  it('shows what to do if there are no transfers', async () => {
    show([])
    expect(await screen.findByRole('heading', { name: 'No transfers yet' })).toBeDefined()
  })
})
