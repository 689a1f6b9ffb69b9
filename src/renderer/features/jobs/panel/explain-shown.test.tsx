import { act, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { renderWithBridge } from '../../../testing/render-app.tsx'
import { Toaster } from '../../../ui/feedback/toaster.tsx'
import { explainShown } from './explain-shown.ts'

it('names the results that were not opened, and says why', async () => {
  renderWithBridge(<Toaster />)
  act(() => explainShown({ opened: 1, shownInFolder: [] }))
  expect(screen.queryByText(/folder/)).toBeNull()
  act(() => explainShown({ opened: 0, shownInFolder: ['run.sh'] }))
  expect(await screen.findByText('run.sh is shown in its folder')).toBeTruthy()
  expect(screen.getByText(/Programs, web pages and files of unknown types/)).toBeTruthy()
  act(() => explainShown({ opened: 0, shownInFolder: ['a.sh', 'b.sh'] }))
  expect(await screen.findByText('2 files are shown in their folder')).toBeTruthy()
  act(() => explainShown({ opened: 8, shownInFolder: ['a.txt', 'b.txt'] }))
  expect(await screen.findByText('8 opened, 2 shown in their folder')).toBeTruthy()
})
