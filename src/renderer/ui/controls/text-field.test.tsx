import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, it, vi } from 'vitest'
import { TextField } from './text-field.tsx'

function Search() {
  const [text, setText] = useState('')
  return <TextField label="Find" type="search" value={text} onChange={setText} />
}

it('Escape clears and leaves a search before it closes anything around it', async () => {
  const outside = vi.fn<() => void>()
  render(
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- stands for a dialog
    <div onKeyDown={({ key }) => key === 'Escape' && outside()}>
      <Search />
    </div>,
  )
  const field = screen.getByLabelText('Find')
  await userEvent.type(field, 'scan{Escape}')
  expect(field).toHaveProperty('value', '')
  expect(document.activeElement).not.toBe(field)
  expect(outside).not.toHaveBeenCalled()
  await userEvent.type(field, '{Escape}')
  expect(outside).toHaveBeenCalledOnce()
})
