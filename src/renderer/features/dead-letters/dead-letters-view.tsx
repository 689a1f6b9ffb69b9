import type { ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Skull } from 'lucide-react'
import type { PreviewSource } from '../../../shared/files/previews.ts'
import { deadLetterQueuesQuery } from '../../queries/queues/dead-letters.ts'
import { useCommand } from '../../ui/commands/commands.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Select } from '../../ui/controls/select.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { PageHeader } from '../../ui/layout/page-header.tsx'
import { openAt } from '../../ui/view/view-anchor.ts'
import { usePageState } from '../../ui/view/view-state.ts'
import { useView } from '../../ui/view/view.ts'
import { DeadLetterPage } from './dead-letter-page.tsx'
import styles from './dead-letters.module.css'

interface DeadLettersViewProps {
  readonly connectionId: string
  /** The job queue. */
  readonly queue: string
  /** AWS reports approximate counts, the local server exact ones. */
  readonly approximate: boolean
  /** Renders a payload's preview. */
  readonly preview: (source: PreviewSource) => ReactNode
}

/** A job queue's dead-letter queues. Nothing is received until the user asks for it. */
export function DeadLettersView({ connectionId, queue, approximate, preview }: DeadLettersViewProps) {
  const { show } = useView()
  const [{ about: picked }, change] = usePageState(`dead-letters ${connectionId} ${queue}`)
  const { data, error, refetch } = useQuery(deadLetterQueuesQuery(connectionId, queue))
  useCommand('refresh', { run: () => void refetch() })
  const dead = data?.find(({ name }) => name === picked) ?? data?.[0]

  if (dead !== undefined && data !== undefined) {
    return (
      <DeadLetterPage
        key={dead.name}
        connectionId={connectionId}
        queue={queue}
        dead={dead}
        approximate={approximate}
        preview={preview}
        onRefresh={() => void refetch()}
        picker={
          data.length === 1 ? null : (
            <Select
              label="Dead-letter queue"
              hideLabel
              value={dead.name}
              options={data.map(({ name }) => ({ value: name, label: name }))}
              onChange={(name) => change({ about: name })}
            />
          )
        }
      />
    )
  }
  return (
    <section className={styles.view} aria-label="Dead letters">
      <PageHeader
        back={{ label: `Back to ${queue}`, run: () => show({ kind: 'queue', name: queue }) }}
        title="Dead letters"
      />
      {error !== null ? (
        <div className={styles.notes}>
          <ErrorNote error={error} onRetry={() => void refetch()} />
        </div>
      ) : data === undefined ? null : (
        <EmptyState
          icon={<Skull />}
          title={`${queue} has no dead-letter queue`}
          actions={
            <Button
              variant="primary"
              onClick={() => {
                openAt('dead-letter-setup')
                show({ kind: 'queue-settings', queue })
              }}
            >
              Set up a dead-letter queue…
            </Button>
          }
        >
          SQS moves messages that were received too often without being finished to a dead-letter queue.
          Without one, they come back until they expire.
        </EmptyState>
      )}
    </section>
  )
}
