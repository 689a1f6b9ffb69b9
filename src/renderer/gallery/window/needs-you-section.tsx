import { NeedsYouView } from '../../features/jobs/needs-you/needs-you-view.tsx'
import { FakeJobs } from '../../testing/fake-jobs.ts'
import { figure, queueFigures } from '../../testing/metrics-samples.ts'
import { networkError, transfer, transfersSnapshot } from '../../testing/samples.ts'
import { Feature } from '../feature.tsx'
import { sampleJobs } from '../sample-jobs.ts'

const nothing = (): void => undefined

/** Everything that needs the user, with one entry of each kind. */
export function NeedsYouSection() {
  const transfers = transfersSnapshot([
    transfer({ id: 'save', kind: 'save', name: 'report.pdf', state: 'failed', error: networkError }),
    transfer({
      id: 'store',
      kind: 'store',
      name: 'big.iso',
      state: 'interrupted',
      bytesDone: 4e9,
      bytesTotal: 9e9,
    }),
    transfer({
      id: 'paused',
      kind: 'submit',
      name: 'film.mp4',
      state: 'paused',
      bytesDone: 1e9,
      bytesTotal: 2e9,
    }),
  ])
  return (
    <Feature
      variant="window"
      view={{ kind: 'needs-you' }}
      handlers={{
        ...new FakeJobs(sampleJobs().jobs).handlers(),
        'transfers:list': () => transfers,
        'metrics:list': () => ({
          revision: 1,
          queues: [queueFigures('thumbnails', { dead: figure(3) })],
          cloudWatch: {},
        }),
      }}
    >
      <NeedsYouView onOpenDead={nothing} />
    </Feature>
  )
}
