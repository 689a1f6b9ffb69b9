import '../../testing/fake-layout.ts'
import { createEvent, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { FailedReply } from '../../testing/fake-bridge.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { ViewContext } from '../../ui/view.ts'
import { useActiveQueues } from '../../queries/active-queues.ts'
import { connection, connectionsSnapshot } from '../../testing/samples.ts'
import { Toaster } from '../../ui/feedback/toaster.tsx'
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
        return { transferIds: ['t1'], group: null, sendsAt: null }
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

function drop(name: string): void {
  const files = [new File(['payload'], name)]
  fireEvent.drop(document.body, { dataTransfer: { types: ['Files'], files, items: [] } })
}

function Early() {
  const { queues } = useActiveQueues()
  return (
    <ViewContext value={queues === undefined ? undecided : viewState}>
      <SubmitFiles />
      <Toaster />
    </ViewContext>
  )
}

const undecided = { view: { kind: 'queue', name: '' }, queue: null, show: () => {} } as const

it('keeps files that are dropped before the connection is ready, and submits them then', async () => {
  let isReady = false
  const bridge = renderWithBridge(<Early />, {
    'connections:list': () => connectionsSnapshot([connection({ state: isReady ? 'ready' : 'connecting' })]),
  })
  await waitFor(() => expect(bridge.callsOf('connections:list')).toHaveLength(1))
  drop('first.jpg')
  drop('second.jpg')
  expect(await screen.findAllByText('1 file will be submitted once the connection is ready')).not.toEqual([])
  expect(screen.queryByText('There is no job queue to send files to.')).toBeNull()
  expect(bridge.callsOf('jobs:submit')).toEqual([])
  isReady = true
  bridge.push('connections:changed', connectionsSnapshot([connection()], 2))
  await waitFor(() => expect(bridge.callsOf('jobs:submit')).toHaveLength(2))
  expect(bridge.callsOf('jobs:submit').map(({ queue }) => queue)).toEqual(['thumbnails', 'thumbnails'])
})
