import { QueueJobs } from '../../features/jobs/queue-jobs.tsx'
import { FakeJobs, jobDetail, jobRow } from '../../testing/fake-jobs.ts'
import { Feature } from '../feature.tsx'
import { sampleJobs } from '../sample-jobs.ts'

const foundAt = Date.now() - 30_000

/** The list of jobs with its panel. */
export function JobsSection() {
  const { held, jobs, group } = sampleJobs()
  const main = new FakeJobs([...jobs.slice(0, 1), group, ...jobs.slice(1)])
  main.details = {
    7: {
      ...jobDetail(jobs[3] ?? jobRow()),
      fields: { name: 'Photo 3', album: 'Summer' },
      results: ['out.txt', 'log.txt'].map((name, index) => ({
        id: index + 1,
        key: `3334b201-${name}`,
        name,
        size: 2_048 * (index + 1),
        modifiedAt: foundAt,
        foundAt,
        openedAt: null,
        saved: null,
      })),
    },
  }
  return (
    <Feature
      variant="window"
      handlers={{ ...main.handlers(), 'claims:list': () => ({ revision: 1, claims: [held] }) }}
      saved={{
        lists: {
          'queue local thumbnails': {
            filter: 'all',
            text: '',
            period: 'any',
            sizes: 'any',
            group: null,
            sort: { by: 'age', descending: true },
            expanded: [],
            selection: { kind: 'some', ids: [7] },
            focused: 'job 7',
            top: 0,
          },
        },
      }}
    >
      <QueueJobs connectionId="local" queue="thumbnails" />
    </Feature>
  )
}
