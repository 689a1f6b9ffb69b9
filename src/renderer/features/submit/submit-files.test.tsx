import '../../testing/fake-layout.ts'
import { createEvent, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { FailedReply } from '../../testing/fake-bridge.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { ViewContext } from '../../ui/view.ts'
import { SubmitFiles } from './submit-files.tsx'

const viewState = {
  view: { kind: 'queue', name: 'thumbnails' },
  queue: 'thumbnails',
  show: () => {},
} as const

it('keeps the edits until the submit succeeds, and shows the error in the sheet', async () => {
  let fails = true
  const bridge = renderWithBridge(
    <ViewContext value={viewState}>
      <SubmitFiles />
    </ViewContext>,
    {
      'jobs:submit': () => {
        if (fails) throw new FailedReply({ code: 'NETWORK', message: 'No network.', hint: 'Go online.' })
        return { transferIds: ['t1'] }
      },
    },
  )
  const files = [new File(['payload'], 'cat.jpg')]
  const event = createEvent.drop(document.body, { dataTransfer: { types: ['Files'], files, items: [] } })
  // jsdom has no DragEvent, so `altKey` must be defined here.
  Object.defineProperty(event, 'altKey', { value: true })
  fireEvent(document.body, event)
  const sheet = within(await screen.findByRole('dialog'))
  await userEvent.clear(sheet.getByLabelText('Name of cat.jpg'))
  await userEvent.type(sheet.getByLabelText('Name of cat.jpg'), 'dog.jpg')
  await userEvent.click(sheet.getByRole('button', { name: 'Submit 1 file' }))
  expect(await sheet.findByText('Go online.')).toBeTruthy()
  expect(sheet.getByLabelText<HTMLInputElement>('Name of cat.jpg').value).toBe('dog.jpg')
  expect(bridge.callsOf('files:revoke')).toEqual([])

  fails = false
  await userEvent.click(sheet.getByRole('button', { name: 'Submit 1 file' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(bridge.callsOf('jobs:submit').map((input) => input.files[0]?.name)).toEqual(['dog.jpg', 'dog.jpg'])
})
