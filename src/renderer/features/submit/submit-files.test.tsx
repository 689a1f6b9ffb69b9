import '../../testing/fake-layout.ts'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { FailedReply } from '../../testing/fake-bridge.ts'
import { drop, files } from '../../testing/fake-drops.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { ViewContext } from '../../ui/view/view.ts'
import { useActiveQueues } from '../../queries/queues/active-queues.ts'
import type { GrantResult } from '../../../shared/files/granted-files.ts'
import { connection, connectionsSnapshot, queuesSnapshot, queueState } from '../../testing/samples.ts'
import { Toaster } from '../../ui/feedback/toaster.tsx'
import { SubmitFiles } from './submit-files.tsx'

const viewState = {
  view: { kind: 'queue', name: 'thumbnails' },
  queue: 'thumbnails',
  show: () => {},
} as const

it('keeps the edits until the submit succeeds, and shows an error in the sheet', async () => {
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
  drop(files('cat.jpg'), true)
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

it('keeps files that are dropped before the connection is ready, and submits them afterwards', async () => {
  let isReady = false
  const bridge = renderWithBridge(<Early />, {
    'connections:list': () => connectionsSnapshot([connection({ state: isReady ? 'ready' : 'connecting' })]),
  })
  await waitFor(() => expect(bridge.callsOf('connections:list')).toHaveLength(1))
  drop(files('first.jpg'))
  drop(files('second.jpg'))
  expect(await screen.findAllByText('1 file will be submitted once the connection is ready')).not.toEqual([])
  expect(screen.queryByText('There is no job queue to send files to.')).toBeNull()
  expect(bridge.callsOf('jobs:submit')).toEqual([])
  isReady = true
  bridge.push('connections:changed', connectionsSnapshot([connection()], 2))
  await waitFor(() => expect(bridge.callsOf('jobs:submit')).toHaveLength(2))
  expect(bridge.callsOf('jobs:submit').map(({ queue }) => queue)).toEqual(['thumbnails', 'thumbnails'])
})

function renderSubmit(handlers: Parameters<typeof renderWithBridge>[1] = {}) {
  return renderWithBridge(
    <ViewContext value={viewState}>
      <SubmitFiles />
      <Toaster />
    </ViewContext>,
    { 'queues:list': () => queuesSnapshot([queueState('thumbnails'), queueState('ocr')]), ...handlers },
  )
}

it('removes a file, tells equal names apart, and sends fields and a delay to another queue', async () => {
  const bridge = renderSubmit()
  bridge.grant = () => ({
    files: ['work/a', 'work/b', 'work/c'].map((folder, index) => ({
      token: `3f0f6f0e-6b0f-4a3e-8f2e-0a4c5c6f7a1${index}`,
      name: index === 2 ? 'other.txt' : 'report.txt',
      kind: 'file' as const,
      size: 10,
      files: 1,
      folder,
    })),
    refused: [],
    moreRefused: 0,
    leftOut: { systemFiles: 0, links: 0 },
  })
  drop(files('report.txt'), true)
  const sheet = within(await screen.findByRole('dialog'))
  expect(sheet.getByText('work/a')).toBeTruthy()
  expect(sheet.getByText('work/b')).toBeTruthy()
  expect(sheet.queryByText('work/c')).toBeNull()
  await userEvent.click(sheet.getByRole('button', { name: 'Remove report.txt in work/b' }))
  expect(bridge.callsOf('files:revoke')).toEqual([{ tokens: ['3f0f6f0e-6b0f-4a3e-8f2e-0a4c5c6f7a11'] }])

  await userEvent.click(sheet.getByRole('combobox', { name: 'Job queue' }))
  await userEvent.click(await screen.findByRole('option', { name: 'ocr' }))
  await userEvent.type(sheet.getByLabelText('Delay in seconds'), '60')
  await userEvent.click(sheet.getByRole('button', { name: 'Add field' }))
  await userEvent.type(sheet.getByLabelText('Name of field 1'), 'size')
  await userEvent.type(sheet.getByLabelText('Value of field 1'), '1024')
  await userEvent.click(sheet.getByRole('button', { name: 'Fields of other.txt' }))
  await userEvent.type(sheet.getByLabelText('Delay of this file in seconds'), '5')
  await userEvent.click(sheet.getByRole('button', { name: 'Submit 2 files' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  const [submitted] = bridge.callsOf('jobs:submit')
  expect(submitted).toMatchObject({ queue: 'ocr', fields: { size: '1024' }, delaySeconds: 60 })
  expect(submitted?.files.map(({ fields, delaySeconds }) => ({ fields, delaySeconds }))).toEqual([
    { fields: {}, delaySeconds: undefined },
    { fields: {}, delaySeconds: 5 },
  ])
  expect(bridge.callsOf('submit:remember')).toEqual([
    { queue: 'ocr', fields: [['size', '1024']], delaySeconds: 60 },
  ])
})

it('fills in the last input for the queue', async () => {
  renderSubmit({
    'submit:defaults': ({ queue }) => ({ queue, fields: [['user', 'ada']], delaySeconds: 30 }),
  })
  drop(files('cat.jpg'), true)
  const sheet = within(await screen.findByRole('dialog'))
  expect(await sheet.findByDisplayValue('ada')).toBeTruthy()
  expect(sheet.getByLabelText<HTMLInputElement>('Delay in seconds').value).toBe('30')
})

it('offers Undo after a drop, and says what was already sent', async () => {
  const group = { id: '3f0f6f0e-6b0f-4a3e-8f2e-0a4c5c6f7a11', name: '2 files', isRow: false }
  const bridge = renderSubmit({
    'jobs:submit': () => ({ transferIds: ['t1', 't2'], group, sendsAt: Date.now() + 60_000 }),
    'jobs:undo-submit': () => ({ takenBack: 1, sent: 1 }),
  })
  drop(files('a', 'b'))
  expect(await screen.findByText('2 jobs submitted')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
  expect(await screen.findByText('1 job taken back, 1 sent already')).toBeTruthy()
  expect(screen.getByText('SQS cannot take back a sent message.')).toBeTruthy()
  expect(bridge.callsOf('jobs:undo-submit')).toEqual([{ groupId: group.id }])
})

it('opens the sheet for pasted text, but not for text pasted into a field', async () => {
  const pasted = {
    files: [{ token: crypto.randomUUID(), name: 'Text.txt', kind: 'file' as const, size: 3, files: 1 }],
    refused: [],
    moreRefused: 0,
    leftOut: { systemFiles: 0, links: 0 },
  }
  const bridge = renderSubmit({ 'files:paste': () => pasted })
  const clipboardData = { files: [], items: [], getData: () => 'hello' }
  const field = document.createElement('input')
  document.body.append(field)
  fireEvent.paste(field, { clipboardData })
  field.remove()
  expect(bridge.callsOf('files:paste')).toEqual([])
  fireEvent.paste(document.body, { clipboardData })
  expect(await screen.findByRole('dialog', { name: 'Submit 1 file to thumbnails' })).toBeTruthy()
  expect(bridge.callsOf('files:paste')).toEqual([{ kind: 'text' }])
})

it('opens the sheet for files opened with the app', async () => {
  let opened: GrantResult | null = null
  const bridge = renderSubmit({ 'files:take-opened': () => opened })
  await waitFor(() => expect(bridge.callsOf('files:take-opened')).toHaveLength(1))
  expect(screen.queryByRole('dialog')).toBeNull()
  opened = {
    files: [{ token: crypto.randomUUID(), name: 'a.pdf', kind: 'file', size: 3, files: 1 }],
    refused: [],
    moreRefused: 0,
    leftOut: { systemFiles: 0, links: 0 },
  }
  bridge.push('files:opened', null)
  expect(await screen.findByRole('dialog', { name: 'Submit 1 file to thumbnails' })).toBeTruthy()
})

it('loses no file if the push arrives during the request', async () => {
  const first: GrantResult = {
    files: [{ token: crypto.randomUUID(), name: 'a.pdf', kind: 'file', size: 3, files: 1 }],
    refused: [],
    moreRefused: 0,
    leftOut: { systemFiles: 0, links: 0 },
  }
  const answers: (GrantResult | null)[] = [first]
  const bridge = renderSubmit({ 'files:take-opened': async () => answers.shift() ?? null })
  bridge.push('files:opened', null)
  expect(await screen.findByRole('dialog', { name: 'Submit 1 file to thumbnails' })).toBeTruthy()
  expect(bridge.callsOf('files:take-opened')).toHaveLength(2)
})

it('says in one message what was submitted and which files of the folder were left out', async () => {
  const bridge = renderWithBridge(
    <ViewContext value={viewState}>
      <SubmitFiles />
      <Toaster />
    </ViewContext>,
    { 'jobs:submit': () => ({ transferIds: ['t1'], group: null, sendsAt: Date.now() + 3_000 }) },
  )
  bridge.grant = () => ({
    files: [{ token: crypto.randomUUID(), name: 'photos', kind: 'folder', size: 9, files: 2 }],
    refused: [],
    moreRefused: 0,
    leftOut: { systemFiles: 1, links: 1 },
  })
  drop(files('photos'))
  expect(await screen.findByText('2 jobs submitted')).toBeTruthy()
  expect(
    screen.getByText(/^1 system file and 1 link that leads out of the folder were left out/),
  ).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Undo' })).toBeTruthy()
})

const nothing = (): void => undefined

it('keeps files opened before the connections are known, even without job queues', async () => {
  let answer = nothing
  const known = new Promise<void>((resolve) => (answer = resolve))
  let opened = true
  const bridge = renderWithBridge(<Early />, {
    'connections:list': () => known.then(() => connectionsSnapshot([connection({ state: 'connecting' })])),
    'queues:list': () => queuesSnapshot([]),
    'files:take-opened': () => {
      if (!opened) return null
      opened = false
      return {
        files: [{ token: crypto.randomUUID(), name: 'cat.jpg', kind: 'file', size: 1, files: 1 }],
        refused: [],
        moreRefused: 0,
        leftOut: { systemFiles: 0, links: 0 },
      }
    },
  })
  await waitFor(() => expect(bridge.callsOf('files:take-opened')).toHaveLength(1))
  await waitFor(() => expect(bridge.callsOf('queues:list')).toHaveLength(1))
  answer()
  await waitFor(() => expect(bridge.callsOf('connections:list')).toHaveLength(1))
  expect(screen.queryByText('There is no job queue to send files to.')).toBeNull()
})

it('does not call jobs submitted during an outage', async () => {
  const bridge = renderSubmit({
    'connections:list': () => connectionsSnapshot([connection({ state: 'reconnecting' })]),
    'jobs:submit': () => ({ transferIds: ['t1'], group: null, sendsAt: null }),
  })
  await waitFor(() => expect(bridge.callsOf('connections:list')).toHaveLength(1))
  drop(files('cat.jpg'))
  expect(await screen.findAllByText('1 job waiting for the connection')).not.toEqual([])
  expect(screen.queryByText('1 job submitted')).toBeNull()
})
