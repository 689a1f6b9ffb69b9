import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import type { ErrorCode, Remedy, WireError } from '../shared/errors.ts'
import { App } from './app.tsx'
// The app loads these in the background. Loading them here keeps that from happening after the last
// test.
import './features/connections/connections-section.tsx'
import './features/dead-letters/dead-letters-view.tsx'
import './features/files/files-view.tsx'
import './features/metrics/all-queues/all-queues-view.tsx'
import './features/queue-settings/queue-settings-view.tsx'
import './features/settings/settings-view.tsx'
import { FakeJobs, jobRow } from './testing/fake-jobs.ts'
import { renderWithBridge } from './testing/render-app.tsx'
import {
  connection,
  connectionsSnapshot,
  queuesSnapshot,
  queueState,
  transfer,
  transfersSnapshot,
} from './testing/samples.ts'
import { updateView } from './ui/view/view-state.ts'

function failure(code: ErrorCode, remedy: Remedy): WireError {
  return { code, message: 'It failed.', hint: 'Do something.', retryable: true, remedy }
}

describe('errors offer a button that fixes them', () => {
  it('for a job queue', async () => {
    const missing = failure('QUEUE_NOT_FOUND', 'add-queue')
    renderWithBridge(<App />, {
      'queues:list': () => queuesSnapshot([queueState('thumbnails', { error: missing })]),
    })
    const note = within(await screen.findByRole('alert'))
    expect(note.getByRole('button', { name: 'Try again' })).toBeTruthy()
    expect(note.getByRole('button', { name: 'Check queue…' })).toBeTruthy()
  })

  it('for a job and a transfer', async () => {
    const folder = failure('SAVE_FOLDER_NOT_FOUND', 'choose-folder')
    const space = failure('DISK_FULL', 'free-space')
    updateView(() => ({ view: { kind: 'needs-you' } }))
    const jobs = new FakeJobs([
      jobRow({ id: 1, name: 'a.txt', state: 'failed', step: 'failed', error: space }),
    ])
    const bridge = renderWithBridge(<App />, {
      ...jobs.handlers(),
      'transfers:list': () => transfersSnapshot([transfer({ kind: 'save', state: 'failed', error: folder })]),
      'settings:choose-save-folder': () => null,
    })
    const list = within(await screen.findByRole('list', { name: 'Transfers that need you' }))
    await userEvent.click(list.getByRole('button', { name: 'Choose folder…' }))
    expect(bridge.callsOf('settings:choose-save-folder')).toHaveLength(1)
    await userEvent.click(await screen.findByRole('row', { name: /a\.txt/ }))
    const panel = within(await screen.findByRole('region', { name: 'Job a.txt' }))
    expect(panel.getByRole('button', { name: 'Open Files' })).toBeTruthy()
  })

  it('signs in to a profile by connecting it again', async () => {
    const expired = failure('CREDENTIALS_EXPIRED', 'sign-in')
    const profile = connection({ id: 'aws', kind: 'profile', profile: 'prod', label: 'prod' })
    const bridge = renderWithBridge(<App />, {
      'connections:list': () => ({ ...connectionsSnapshot([profile]), activeId: 'aws' }),
      'queues:list': () => ({
        ...queuesSnapshot([queueState('thumbnails', { error: expired })]),
        connectionId: 'aws',
      }),
      'connections:activate': () => null,
    })
    await userEvent.click(await screen.findByRole('button', { name: 'Sign in again…' }))
    await waitFor(() => expect(bridge.callsOf('connections:activate')).toEqual([{ connectionId: 'aws' }]))
  })
})
