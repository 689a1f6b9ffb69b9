import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { connection } from '../../testing/samples.ts'
import { ViewContext } from '../../ui/view/view.ts'
import { NotReadyNote } from './not-ready-note.tsx'

it('leads to the settings if the connection has no keys, because another attempt would not help', async () => {
  const show = vi.fn<() => void>()
  const error = {
    code: 'CREDENTIALS',
    message: 'Work has no keys.',
    hint: 'Copy them.',
    retryable: false,
    remedy: 'sign-in',
  } as const
  renderWithBridge(
    <ViewContext value={{ view: { kind: 'files' }, queue: null, show }}>
      <NotReadyNote connection={connection({ kind: 'keys', signsIn: false, state: 'failed', error })} />
    </ViewContext>,
    {},
  )
  expect(screen.queryByRole('button', { name: 'Retry' })).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Connection settings' }))
  expect(show).toHaveBeenCalledWith({ kind: 'settings' })
})
