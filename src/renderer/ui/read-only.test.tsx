import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { Button } from './controls/button.tsx'
import { commandState, runCommand, setReadOnly, useCommand } from './commands/commands.ts'
import { ConfirmDialog } from './layout/confirm-dialog.tsx'
import {
  readOnlyReason,
  CurrentConnectionContext,
  type CurrentConnection,
} from './view/current-connection.ts'

const studio: CurrentConnection = { label: 'Studio', colour: 'amber', isProduction: true, isReadOnly: true }
const reason = 'Studio is read-only. Edit the connection in Settings to change that.'

afterEach(() => setReadOnly(null))

it('disables what changes something on a read-only connection, and says why', async () => {
  const run = vi.fn<() => void>()
  render(
    <CurrentConnectionContext value={studio}>
      <Button changes onClick={run}>
        Purge…
      </Button>
      <Button onClick={run}>Refresh</Button>
    </CurrentConnectionContext>,
  )
  const purge = screen.getByRole<HTMLButtonElement>('button', { name: 'Purge…' })
  expect(purge.disabled).toBe(true)
  expect(purge.title).toBe(reason)
  await userEvent.click(screen.getByRole('button', { name: 'Refresh' }))
  expect(run).toHaveBeenCalledOnce()
})

it('does not run a command that changes something', () => {
  const run = vi.fn<() => void>()
  function Handler() {
    useCommand('claim-next', { run })
    useCommand('refresh', { run })
    return null
  }
  render(<Handler />)
  setReadOnly(readOnlyReason(studio))
  expect(runCommand('claim-next')).toBe(false)
  expect(commandState('claim-next')).toMatchObject({ enabled: false, reason })
  expect(runCommand('refresh')).toBe(true)
  setReadOnly(readOnlyReason({ ...studio, isReadOnly: false }))
  expect(runCommand('claim-next')).toBe(true)
})

it('names the connection in a dialog about its server', () => {
  render(
    <CurrentConnectionContext value={studio}>
      <ConfirmDialog
        onServer
        title="Delete?"
        confirm="Delete"
        onConfirm={vi.fn<() => void>()}
        onClose={vi.fn<() => void>()}
      >
        It is gone for good.
      </ConfirmDialog>
    </CurrentConnectionContext>,
  )
  expect(screen.getByRole('alertdialog').textContent).toContain('On StudioProduction')
})
