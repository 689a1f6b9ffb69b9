import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Transfer } from '../../../shared/transfers.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { transfer, transfersSnapshot } from '../../testing/samples.ts'
import { TransfersView } from './transfers-view.tsx'

beforeEach(() => {
  // jsdom lays nothing out, and a list without height draws no rows.
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
    await userEvent.click(screen.getByRole('button', { name: 'Send its message' }))
    expect(bridge.callsOf('transfers:retry')).toEqual([{ transferId: 't1' }])
  })

  it('shows how far it is and cancels', async () => {
    const bridge = show([transfer({ id: 't1', bytesDone: 340, bytesTotal: 1_000, bytesPerSecond: 10 })])
    expect(await screen.findByText('34 % · 10 B/s · 1:06 left')).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: 'Cancel cat.jpg' }))
    expect(bridge.callsOf('transfers:cancel')).toEqual([{ transferId: 't1' }])
  })

  it.each(['stored', 'interrupted'] as const)('gives up what is %s, after asking', async (state) => {
    const bridge = show([transfer({ id: 't1', state })])
    await userEvent.click(await screen.findByRole('button', { name: 'Remove cat.jpg…' }))
    const dialog = await screen.findByRole('alertdialog', { name: 'Remove cat.jpg?' })
    expect(dialog.textContent).toMatch(/no message is sent/i)
    expect(dialog.textContent).toContain('removed from its bucket')
    expect(bridge.callsOf('transfers:cancel')).toEqual([])
    await userEvent.click(within(dialog).getByRole('button', { name: 'Remove' }))
    expect(bridge.callsOf('transfers:cancel')).toEqual([{ transferId: 't1' }])
  })

  it('shows a saved file in its folder and clears what is finished', async () => {
    const bridge = show([transfer({ id: 't1', kind: 'save', state: 'done' })])
    await userEvent.click(await screen.findByRole('button', { name: 'Show cat.jpg in its folder' }))
    await userEvent.click(screen.getByRole('button', { name: 'Clear finished' }))
    expect(bridge.callsOf('transfers:show-saved')).toEqual([{ transferId: 't1' }])
    await waitFor(() => {
      expect(bridge.callsOf('transfers:clear')).toEqual([null])
    })
  })

  it('says what to do where there are none', async () => {
    show([])
    expect(await screen.findByRole('heading', { name: 'No transfers yet' })).toBeDefined()
  })
})
