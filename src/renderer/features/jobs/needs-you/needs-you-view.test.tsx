import '../../../testing/fake-layout.ts'
import { renderHook, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import type { Handlers } from '../../../testing/fake-bridge.ts'
import { FakeJobs, jobRow } from '../../../testing/fake-jobs.ts'
import { figure, queueFigures } from '../../../testing/metrics-samples.ts'
import { renderWithBridge } from '../../../testing/render-app.tsx'
import { claim, transfer, transfersSnapshot } from '../../../testing/samples.ts'
import { ViewContext } from '../../../ui/view/view.ts'
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

it('lists everything that needs the user, with a button to fix each', async () => {
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
      transfer({
        id: 't4',
        kind: 'submit',
        name: 'half.bin',
        state: 'interrupted',
        bytesDone: 1e6,
        bytesTotal: 5e6,
      }),
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
    expect.stringContaining('1 MB of 5 MB'),
  ])
  await userEvent.click(within(others[1] as HTMLElement).getByRole('button', { name: 'Continue' }))
  await userEvent.click(within(others[2] as HTMLElement).getByRole('button', { name: 'Continue' }))
  expect(bridge.callsOf('transfers:retry')).toEqual([{ transferId: 't2' }, { transferId: 't4' }])

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

it('reports dead letters before anybody has received them', async () => {
  const other = queueFigures('scans', { connectionId: 'aws', dead: figure(5) })
  show(new FakeJobs([]), transfersSnapshot([]), {
    'metrics:list': () => ({ revision: 1, queues: [queueFigures('thumbnails'), other], cloudWatch: {} }),
  })
  expect(await screen.findByText(/5 messages are in the dead-letter queue of/)).toBeTruthy()
  // “No failed jobs” right below would contradict it.
  expect(screen.getByRole('heading', { name: 'Nothing else needs you' })).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Show the dead letters of scans' }))
  expect(onOpenDead).toHaveBeenCalledWith('aws', 'scans')
})

it('removes a failed download at once, but asks before removing an upload', async () => {
  const bridge = show(
    new FakeJobs([]),
    transfersSnapshot([
      transfer({ id: 't1', kind: 'save', name: 'report.pdf', state: 'failed', error }),
      transfer({ id: 't2', kind: 'store', name: 'big.iso', state: 'stored', error }),
    ]),
  )
  await userEvent.click(await screen.findByRole('button', { name: 'Remove report.pdf' }))
  expect(bridge.callsOf('transfers:cancel')).toEqual([{ transferId: 't1' }])
  await userEvent.click(screen.getByRole('button', { name: 'Remove big.iso…' }))
  const dialog = await screen.findByRole('alertdialog', { name: 'Remove big.iso?' })
  expect(within(dialog).getByText(/uploaded file is removed from its bucket/)).toBeTruthy()
  expect(bridge.callsOf('transfers:cancel')).toHaveLength(1)
  await userEvent.click(within(dialog).getByRole('button', { name: 'Remove' }))
  expect(bridge.callsOf('transfers:cancel')).toEqual([{ transferId: 't1' }, { transferId: 't2' }])
})

it('dismisses a lost job permanently', async () => {
  const lost = claim({ id: 'c1', lease: { ...claim().lease, state: 'lost' } })
  const jobs = new FakeJobs([jobRow({ id: 1, name: 'late.pdf', state: 'lost', step: 'lost', claimId: 'c1' })])
  const bridge = show(jobs, transfersSnapshot([]), {
    'claims:list': () => ({ revision: 1, claims: [lost] }),
    'claims:dismiss': () => null,
  })
  await userEvent.click(await screen.findByText('late.pdf'))
  await userEvent.click(await screen.findByRole('button', { name: 'Dismiss' }))
  await waitFor(() => expect(bridge.callsOf('jobs:forget')).toEqual([{ jobs: { kind: 'some', ids: [1] } }]))
  expect(bridge.callsOf('claims:dismiss')).toEqual([{ claimId: 'c1' }])
})

it('counts the transfers that are not listed', async () => {
  const snapshot = transfersSnapshot([
    transfer({ id: 't1', kind: 'save', name: 'report.pdf', state: 'failed', error }),
  ])
  show(new FakeJobs([]), { ...snapshot, needsYou: 31 })
  expect(await screen.findByText(/^30 more transfers need you\./)).toBeTruthy()
})
