import { screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { FakeJobs, jobRow } from '../../testing/fake-jobs.ts'
import { figure, queueFigures } from '../../testing/metrics-samples.ts'
import { renderWithBridge } from '../../testing/render-app.tsx'
import { transfer, transfersSnapshot } from '../../testing/samples.ts'
import { ViewContext } from '../../ui/view/view.ts'
import { OverviewItems } from './overview-items.tsx'

const error = { code: 'NETWORK', message: 'No network.', hint: 'Go online.', retryable: true } as const
const viewState = { view: { kind: 'settings' }, queue: null, show: () => {} } as const

it('counts everything that needs the user, including transfers that are not listed, but not results', async () => {
  const other = queueFigures('scans', { connectionId: 'aws', dead: figure(5) })
  const snapshot = transfersSnapshot([
    transfer({ id: 't1', kind: 'submit', state: 'paused' }),
    transfer({ id: 't2', kind: 'submit', state: 'failed', error }),
  ])
  const jobs = new FakeJobs([
    jobRow({ id: 1, state: 'failed', step: 'failed', error }),
    jobRow({ id: 2, state: 'result', results: { found: 1, new: 1, saved: 0 } }),
    jobRow({ id: 3, state: 'result', results: { found: 1, new: 1, saved: 0 } }),
  ])
  renderWithBridge(
    <ViewContext value={viewState}>
      <OverviewItems />
    </ViewContext>,
    {
      ...jobs.handlers(),
      'transfers:list': () => ({ ...snapshot, needsYou: 3 }),
      'metrics:list': () => ({ revision: 1, queues: [other], cloudWatch: {} }),
    },
  )
  // A failed job, three transfers, and a queue's dead letters.
  expect(await screen.findByRole('button', { name: /^Needs you\s*5$/ })).toBeTruthy()
  expect(screen.getByRole('button', { name: /^Results\s*2 new$/ })).toBeTruthy()
})
