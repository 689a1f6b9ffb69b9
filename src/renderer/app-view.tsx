import { Suspense, useEffect, type ReactNode } from 'react'
import type { JobRow } from '../shared/jobs/jobs.ts'
import type { QueueState } from '../shared/queues/queues.ts'
import type { PreviewSource } from '../shared/files/previews.ts'
import styles from './app.module.css'
import { NotReady } from './features/connections/not-ready.tsx'
import { AllJobsView } from './features/jobs/all/all-jobs-view.tsx'
import { MineView } from './features/jobs/all/mine-view.tsx'
import { ResultsView } from './features/jobs/all/results-view.tsx'
import { QueueJobs } from './features/jobs/queue-jobs.tsx'
import { NeedsYouView } from './features/jobs/needs-you/needs-you-view.tsx'
import { QueueStrip } from './features/metrics/queue-strip.tsx'
import { JobPreview } from './features/preview/job-preview.tsx'
import { Preview } from './features/preview/preview.tsx'
import { NoQueues } from './features/queues/no-queues.tsx'
import { QueueView } from './features/queues/queue-view.tsx'
import type { ClaimNext } from './features/queues/use-claim-next.ts'
import {
  AllQueuesView,
  ConnectionsSection,
  DeadLettersView,
  FilesView,
  HelpView,
  loadViews,
  QueueSettingsView,
  SettingsView,
} from './lazy-views.ts'
import { useActiveQueues } from './queries/queues/active-queues.ts'
import { useOpenQueue } from './open-queue.ts'
import { useView } from './ui/view/view.ts'

/** The first screen has loaded by this time. */
const loadViewsAfterMs = 2_000

interface AppViewProps {
  readonly claiming: ClaimNext
}

/** Renders the current view. Features do not import each other, so this file combines them. */
export function AppView({ claiming }: AppViewProps) {
  useEffect(() => {
    const timer = setTimeout(loadViews, loadViewsAfterMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    <Suspense fallback={null}>
      <CurrentView claiming={claiming} />
    </Suspense>
  )
}

function CurrentView({ claiming }: AppViewProps) {
  const { view, queue } = useView()
  const { connectionId, notReady, reconnecting, queues } = useActiveQueues()
  // AWS reports approximate counts, the local server exact ones.
  const approximate = connectionId !== 'local'
  const openQueue = useOpenQueue()
  switch (view.kind) {
    case 'needs-you':
      return (
        <NeedsYouView
          preview={jobPreview}
          onOpenDead={(connectionId, name) => openQueue(connectionId, name, 'dead-letters')}
        />
      )
    case 'mine':
      return <MineView preview={jobPreview} />
    case 'results':
      return <ResultsView preview={jobPreview} />
    case 'all-jobs':
      return <AllJobsView preview={jobPreview} />
    case 'all-queues':
      return (
        <AllQueuesView
          onOpen={openQueue}
          onOpenDead={(connectionId, name) => openQueue(connectionId, name, 'dead-letters')}
        />
      )
    case 'settings':
      return (
        <Page>
          <SettingsView>
            <ConnectionsSection />
          </SettingsView>
        </Page>
      )
    case 'help':
      return (
        <Page>
          <HelpView />
        </Page>
      )
    default:
      break
  }
  if (notReady !== null) return <NotReady key={notReady.id} connection={notReady} />
  if (view.kind === 'files' && queues !== undefined) {
    return (
      <Page>
        <FilesView key={connectionId} queue={queue} preview={filePreview} />
      </Page>
    )
  }
  if (queue === null && queues !== undefined) return <NoQueues />
  if (queue !== null && connectionId !== null && view.kind === 'dead-letters') {
    const key = `${connectionId} ${queue}`
    return (
      <DeadLettersView
        key={key}
        connectionId={connectionId}
        queue={queue}
        approximate={approximate}
        preview={filePreview}
      />
    )
  }
  if (queue !== null && connectionId !== null && view.kind === 'queue-settings') {
    const key = `${connectionId} ${queue}`
    return <QueueSettingsView key={key} connectionId={connectionId} queue={queue} approximate={approximate} />
  }
  // Two connections may have job queues with the same name. Their state must stay separate.
  const key = `${connectionId ?? ''} ${queue ?? ''}`
  return (
    <QueueView
      key={key}
      name={queue}
      claiming={claiming}
      renderStrip={(state) =>
        connectionId === null ? null : (
          <QueueStrip
            connectionId={connectionId}
            queue={state.config.name}
            stale={reconnecting !== null || state.error !== null}
            hasDeadLetterQueue={hasDeadLetterQueue(state)}
          />
        )
      }
    >
      {queue === null || connectionId === null ? null : (
        <QueueJobs key={key} connectionId={connectionId} queue={queue} preview={jobPreview} />
      )}
    </QueueView>
  )
}

const filePreview = (source: PreviewSource): ReactNode => <Preview source={source} />
const jobPreview = (job: JobRow): ReactNode => <JobPreview key={job.id} job={job} />

/** A view with a margin around it. */
function Page({ children }: { readonly children: ReactNode }) {
  return <div className={styles.page}>{children}</div>
}

/** Returns `null` until all of its queues have been read. */
function hasDeadLetterQueue({ dead, statusQueues }: QueueState): boolean | null {
  if (dead !== null) return true
  return statusQueues.every(({ readAt }) => readAt !== null) ? false : null
}
