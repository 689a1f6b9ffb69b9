import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import type { SqsQueueSettings } from '../../../shared/queues/queue-settings.ts'
import type { ChangeableSetting } from '../../../shared/connections/settings-ranges.ts'
import { queueSettingsQuery } from '../../queries/queues/queue-settings.ts'
import { useCommand } from '../../ui/commands/commands.ts'
import { Button } from '../../ui/controls/button.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { PageHeader } from '../../ui/layout/page-header.tsx'
import { useOpenedAt } from '../../ui/view/view-anchor.ts'
import { useView } from '../../ui/view/view.ts'
import { useOfferUndo, usePurged } from './use-purged.ts'
import { ChangeDialog } from './change-dialog.tsx'
import { DeadLetterDialog } from './dead-letter-dialog.tsx'
import { PurgeDialog } from './purge-dialog.tsx'
import { PurgedNotice } from './purged-notice.tsx'
import styles from './queue-settings.module.css'
import { SettingsTable } from './settings-table.tsx'

interface QueueSettingsViewProps {
  readonly connectionId: string
  readonly queue: string
  /** AWS reports approximate counts, the local server exact ones. */
  readonly approximate: boolean
}

type Asking =
  | { readonly kind: 'change'; readonly settings: SqsQueueSettings; readonly setting: ChangeableSetting }
  | { readonly kind: 'purge'; readonly name: string; readonly status: string }
  | { readonly kind: 'dead-letters' }

/** The settings of a job queue's SQS queues, with buttons to change them. */
export function QueueSettingsView({ connectionId, queue, approximate }: QueueSettingsViewProps) {
  const { show } = useView()
  const { data, error, isFetching, refetch } = useQuery(queueSettingsQuery(connectionId, queue))
  useCommand('refresh', { run: () => void refetch() })
  const [asking, setAsking] = useState<Asking | null>(null)
  const [purged, setPurged] = usePurged(`${connectionId} ${queue}`)
  const offerUndo = useOfferUndo(() => setPurged(null))
  const without =
    data?.filter((one) => one.status !== null && one.error === null && one.redrive === null) ?? []
  const hasDead = data?.some(({ redrive }) => redrive !== null) ?? false
  const close = (): void => setAsking(null)
  useOpenedAt('dead-letter-setup', () => setAsking({ kind: 'dead-letters' }))
  return (
    <section className={styles.view} aria-label="Queue settings">
      <PageHeader
        back={{ label: `Back to ${queue}`, run: () => show({ kind: 'queue', name: queue }) }}
        title={`Settings of ${queue}`}
        actions={
          <>
            <Button icon={<RefreshCw />} busy={isFetching} onClick={() => void refetch()}>
              Refresh
            </Button>
            {without.length === 0 ? null : (
              <Button
                changes
                variant={hasDead || purged !== null ? 'plain' : 'primary'}
                onClick={() => setAsking({ kind: 'dead-letters' })}
              >
                Set up a dead-letter queue…
              </Button>
            )}
          </>
        }
      />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <div className={styles.body} tabIndex={0}>
        <div className={styles.notes}>
          {error === null ? null : <ErrorNote error={error} onRetry={() => void refetch()} />}
        </div>
        {data === undefined ? null : (
          <SettingsTable
            queues={data}
            approximate={approximate}
            onChange={(settings, setting) => setAsking({ kind: 'change', settings, setting })}
            renderActions={({ name, status }) =>
              status === null ? (
                <Button size="small" onClick={() => show({ kind: 'dead-letters', queue })}>
                  Show dead letters
                </Button>
              ) : (
                <Button changes size="small" onClick={() => setAsking({ kind: 'purge', name, status })}>
                  Purge…
                </Button>
              )
            }
          />
        )}
      </div>
      {/* Below the table, so that the table does not move when it appears. */}
      {purged === null ? null : (
        <div className={styles.notes}>
          <PurgedNotice key={purged.undoId} {...purged} onDismiss={() => setPurged(null)} />
        </div>
      )}
      {asking?.kind === 'change' ? (
        <ChangeDialog queue={queue} settings={asking.settings} setting={asking.setting} onClose={close} />
      ) : asking?.kind === 'dead-letters' && without.length > 0 ? (
        <DeadLetterDialog queue={queue} without={without} onClose={close} />
      ) : asking?.kind === 'purge' ? (
        <PurgeDialog
          connectionId={connectionId}
          queue={queue}
          status={asking.status}
          name={asking.name}
          approximate={approximate}
          onPurged={(done) => {
            setPurged({ ...done, name: asking.name })
            offerUndo({ ...done, name: asking.name })
            close()
          }}
          onClose={close}
        />
      ) : null}
    </section>
  )
}
