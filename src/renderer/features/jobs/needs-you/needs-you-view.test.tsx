import '../../../testing/fake-layout.ts'
import { renderHook, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import type { Handlers } from '../../../testing/fake-bridge.ts'
import { FakeJobs, jobRow } from '../../../testing/fake-jobs.ts'
import { figure, queueFigures } from '../../../testing/metrics-samples.ts'
import { renderWithBridge } from '../../../testing/render-app.tsx'
import { transfer, transfersSnapshot } from '../../../testing/samples.ts'
import { ViewContext } from '../../../ui/view.ts'
import { useWorkRequests, type WorkRequest } from '../../../ui/work-requests.ts'
import { NeedsYouView } from './needs-you-view.tsx'

const error = { code: 'NETWORK', message: 'No network.', hint: 'Go online.', retryable: true } as const
const viewState = { view: { kind: 'needs-you' }, queue: null, show: () => {} } as const

const onOpenDead = vi.fn<(connectionId: string, queue: string) => void>()

function show(jobs: FakeJobs, transfers = transfersSnapshot([]), more: Handlers = {}) {
  return renderWithBridge(
    <ViewContext value={viewState}>
      <NeedsYouView onOpenDead={onOpenDead} />
    </ViewContext>,
    { ...jobs.handlers(), 'transfers:list': () => transfers, ...more },
  )
}

it('lists everything that waits for the user, each with the button that fixes it', async () => {
  const asked = vi.fn<(request: WorkRequest) => void>()
  renderHook(() => useWorkRequests(asked))
  const bridge = show(
    new FakeJobs([
      jobRow({ id: 1, name: 'broken.pdf', state: 'failed', step: 'failed', error }),
      jobRow({ id: 2, name: 'dead.txt', state: 'dead', attempt: 3, maxReceives: 3 }),
      jobRow({ id: 3, name: 'photo.jpg', state: 'result', results: { found: 1, new: 1, saved: 0 } }),
      jobRow({ id: 4, name: 'fine.txt', state: 'queued' }),
    ]),
    transfersSnapshot([
      transfer({ id: 't1', kind: 'save', name: 'report.pdf', state: 'failed', error }),
      transfer({
        id: 't2',
        kind: 'store',
        name: 'big.iso',
        state: 'interrupted',
        bytesDone: 4e9,
        bytesTotal: 9e9,
      }),
      transfer({ id: 't3', kind: 'submit', name: 'broken.pdf', state: 'failed', error }),
    ]),
  )
  await userEvent.click(await screen.findByRole('button', { name: 'Retry: broken.pdf' }))
  expect(bridge.callsOf('jobs:retry')).toEqual([{ jobs: { kind: 'some', ids: [1] } }])
  await userEvent.click(screen.getByRole('button', { name: 'Submit again…: dead.txt' }))
  expect(asked).toHaveBeenCalledWith({ kind: 'submit-again', jobs: { kind: 'some', ids: [2] }, count: 1 })
  expect(screen.queryByText('fine.txt')).toBeNull()

  const others = within(screen.getByRole('list', { name: 'Transfers that need you' })).getAllByRole(
    'listitem',
  )
  expect(others.map((item) => item.textContent)).toEqual([
    expect.stringContaining('No network.'),
    expect.stringContaining('4 GB of 9 GB'),
  ])
  await userEvent.click(within(others[1] as HTMLElement).getByRole('button', { name: 'Continue' }))
  expect(bridge.callsOf('transfers:retry')).toEqual([{ transferId: 't2' }])

  await userEvent.click(screen.getByRole('button', { name: 'Save all' }))
  expect(bridge.callsOf('jobs:save-results')[0]?.jobs).toMatchObject({
    kind: 'all',
    view: { filter: 'results' },
  })
})

it('says so if nothing needs the user', async () => {
  show(new FakeJobs([]))
  expect(await screen.findByRole('heading', { name: 'Nothing needs you' })).toBeTruthy()
})

it('tells of dead letters before anybody has received them', async () => {
  const other = queueFigures('scans', { connectionId: 'aws', dead: figure(5) })
  show(new FakeJobs([]), transfersSnapshot([]), {
    'metrics:list': () => ({ revision: 1, queues: [queueFigures('thumbnails'), other], cloudWatch: {} }),
  })
  expect(await screen.findByText(/5 messages are in the dead-letter queue of/)).toBeTruthy()
  expect(screen.queryByRole('heading', { name: 'Nothing needs you' })).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Show the dead letters of scans' }))
  expect(onOpenDead).toHaveBeenCalledWith('aws', 'scans')
})
