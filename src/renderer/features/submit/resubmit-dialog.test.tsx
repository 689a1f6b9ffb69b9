import '../../testing/fake-layout.ts'
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { FailedReply } from '../../testing/fake-bridge.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { jobDetail, jobRow } from '../../testing/fake-jobs.ts'
import { queuesSnapshot, queueState } from '../../testing/samples.ts'
import { Toaster } from '../../ui/feedback/toaster.tsx'
import { requestDialog } from '../../ui/work-requests.ts'
import { ResubmitDialogs } from './resubmit-dialog.tsx'

function renderDialogs(handlers: Parameters<typeof renderWithBridge>[1] = {}) {
  return renderWithBridge(
    <>
      <ResubmitDialogs />
      <Toaster />
    </>,
    {
      'queues:list': () => queuesSnapshot([queueState('demo'), queueState('ocr')]),
      'jobs:describe': ({ id }) => ({
        ...jobDetail(jobRow({ id, name: 'cat.jpg', queue: 'demo' })),
        fields: { size: '10' },
      }),
      'jobs:submit-again': () => ({ done: 1, failed: [], moreFailed: 0 }),
      ...handlers,
    },
  )
}

it('submits a changed job to another queue', async () => {
  const bridge = renderDialogs()
  act(() => requestDialog({ kind: 'submit-again', jobs: { kind: 'some', ids: [7] }, count: 1 }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Submit again' }))
  await userEvent.clear(dialog.getByLabelText('Name'))
  await userEvent.type(dialog.getByLabelText('Name'), 'dog.jpg')
  await userEvent.clear(dialog.getByLabelText('Value of field 1'))
  await userEvent.type(dialog.getByLabelText('Value of field 1'), '20')
  await userEvent.click(dialog.getByRole('combobox', { name: 'Job queue' }))
  await userEvent.click(await screen.findByRole('option', { name: 'ocr' }))
  await userEvent.type(dialog.getByLabelText('Delay in seconds'), '9')
  await userEvent.click(dialog.getByRole('button', { name: 'Submit 1 job' }))
  expect(await screen.findByText('1 job submitted again')).toBeTruthy()
  expect(bridge.callsOf('jobs:submit-again')).toEqual([
    {
      jobs: { kind: 'some', ids: [7] },
      changes: { name: 'dog.jpg', fields: { size: '20' } },
      queue: 'ocr',
      delaySeconds: 9,
    },
  ])
})

it('leaves several jobs unchanged, and stays open after an error', async () => {
  const bridge = renderDialogs({
    'jobs:submit-again': () => {
      throw new FailedReply({ code: 'NETWORK', message: 'No network.' })
    },
  })
  act(() => requestDialog({ kind: 'submit-again', jobs: { kind: 'some', ids: [7, 8] }, count: 2 }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Submit 2 jobs again' }))
  expect(dialog.queryByLabelText('Name')).toBeNull()
  await userEvent.click(dialog.getByRole('button', { name: 'Submit 2 jobs' }))
  expect(await dialog.findByText('No network.')).toBeTruthy()
  await waitFor(() =>
    expect(bridge.callsOf('jobs:submit-again')).toMatchObject([{ changes: null, queue: null }]),
  )
})
