import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { RefusedFiles } from './refused-files.tsx'

const error = { code: 'FILE_UNREADABLE', message: 'It is locked.', hint: '', retryable: false } as const

it('counts the refused files that are not listed', () => {
  const refused = Array.from({ length: 1_000 }, (_, index) => ({ name: `${index}.doc`, error }))
  render(<RefusedFiles refused={refused} moreRefused={149_000} onClose={() => undefined} />)
  const dialog = screen.getByRole('dialog', { name: '150,000 files were not sent' })
  expect(dialog.textContent).toContain('99.doc')
  expect(dialog.textContent).toContain('and 149,900 more')
})
