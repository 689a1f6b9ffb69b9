import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import type { Connection } from '../../../shared/connections.ts'
import { connectionsQuery, removeConnection } from '../../queries/connections.ts'
import { Button } from '../../ui/controls/button.tsx'
import { ConfirmDialog } from '../../ui/layout/confirm-dialog.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { AddEndpointDialog } from './add-endpoint-dialog.tsx'
import { AddProfileDialog } from './add-profile-dialog.tsx'
import { ConnectionCard } from './connection-card.tsx'
import styles from './connections-section.module.css'

/** Lists the connections and adds new ones. */
export function ConnectionsSection() {
  const connections = useQuery(connectionsQuery())
  const remove = useMutation(removeConnection())
  const [adding, setAdding] = useState<'profile' | 'endpoint' | null>(null)
  const [removing, setRemoving] = useState<Connection | null>(null)

  return (
    <Panel
      title="Connections"
      description="Where your jobs are stored. Local needs no account. Add AWS or another server here."
    >
      {connections.isError ? (
        <ErrorNote error={connections.error} onRetry={() => void connections.refetch()} />
      ) : null}
      <ul className={styles.list}>
        {connections.data?.connections.map((connection) => (
          <li key={connection.id}>
            <ConnectionCard
              connection={connection}
              active={connection.id === connections.data.activeId}
              onRemove={() => setRemoving(connection)}
            />
          </li>
        ))}
      </ul>
      <div className={styles.add}>
        <Button icon={<Plus aria-hidden />} onClick={() => setAdding('profile')}>
          Add AWS profile…
        </Button>
        <Button icon={<Plus aria-hidden />} onClick={() => setAdding('endpoint')}>
          Add custom endpoint…
        </Button>
      </div>
      {adding === 'profile' ? <AddProfileDialog onClose={() => setAdding(null)} /> : null}
      {adding === 'endpoint' ? <AddEndpointDialog onClose={() => setAdding(null)} /> : null}
      {removing === null ? null : (
        <ConfirmDialog
          tone="danger"
          title={`Remove the connection “${removing.label}”?`}
          confirm="Remove"
          onConfirm={() => {
            remove.mutate({ connectionId: removing.id })
            setRemoving(null)
          }}
          onClose={() => setRemoving(null)}
        >
          Only this entry and its list of queues are removed. Buckets, queues and jobs are not changed.
        </ConfirmDialog>
      )}
    </Panel>
  )
}
