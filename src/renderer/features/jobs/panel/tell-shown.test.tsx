import { act, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { toastManager } from '../../../ui/feedback/toast-store.ts'
import { Toaster } from '../../../ui/feedback/toaster.tsx'
import { tellShown } from './tell-shown.ts'

afterEach(() => toastManager.close())

it('is silent if all were opened', () => {
  render(<Toaster />)
  act(() => tellShown({ opened: 1, shownInFolder: [] }))
  expect(screen.queryByText(/folder/)).toBeNull()
})

it.each([
  [{ opened: 0, shownInFolder: ['run.sh'] }, 'run.sh is shown in its folder'],
  [{ opened: 0, shownInFolder: ['a.sh', 'b.sh'] }, '2 files are shown in their folder'],
  [{ opened: 8, shownInFolder: ['a.txt', 'b.txt'] }, '8 opened, 2 shown in their folder'],
])('says why results were not opened: %o', async (outcome, title) => {
  render(<Toaster />)
  tellShown(outcome)
  expect(await screen.findByText(title)).toBeTruthy()
  expect(screen.getByText(/Programs, files that no application opens/)).toBeTruthy()
})
