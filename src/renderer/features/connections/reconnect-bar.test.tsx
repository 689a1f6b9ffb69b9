import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { connection, networkError } from '../../testing/samples.ts'
import { ReconnectBar } from './reconnect-bar.tsx'

function showBar({ isReadOnly }: { readonly isReadOnly: boolean }): HTMLElement {
  const down = { label: 'Studio', error: networkError, retryAt: Date.now() + 60_000, isReadOnly }
  renderWithBridge(<ReconnectBar connection={connection(down)} />, {})
  return screen.getByRole('region', { name: 'Reconnecting to Studio' })
}

test('says that submitted files wait', () => {
  expect(showBar({ isReadOnly: false }).textContent).toContain('Submitted files wait and continue')
})

test('does not mention submitted files on a read-only connection', () => {
  const { textContent } = showBar({ isReadOnly: true })
  expect(textContent).toContain(networkError.message)
  expect(textContent).not.toContain('Submitted')
})
