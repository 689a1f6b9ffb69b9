import { useRef, useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import type { Connection } from '../../../shared/connections/connections.ts'
import { connectionsQuery, removeConnection } from '../../queries/connections.ts'
import { Button } from '../../ui/controls/button.tsx'
import { ConfirmDialog } from '../../ui/layout/confirm-dialog.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { useOpenedAt } from '../../ui/view/view-anchor.ts'
import { ConnectionCard } from './connection-card.tsx'
import styles from './connections-section.module.css'
import { EndpointDialog } from './endpoint-dialog.tsx'
import { KeysDialog } from './keys-dialog.tsx'
import { LocalDialog } from './local-dialog.tsx'
import { ProfileDialog } from './profile-dialog.tsx'

/** Lists the connections and adds new ones. */
export function ConnectionsSection() {
  const connections = useQuery(connectionsQuery())
  const remove = useMutation(removeConnection())
  /** The open form. `connection` is the one being edited, or `null` for a new one. */
  const [form, setForm] = useState<{
    readonly kind: Connection['kind']
    readonly connection: Connection | null
  } | null>(null)
  const [removing, setRemoving] = useState<Connection | null>(null)
  const add = useRef<HTMLButtonElement>(null)
  // Moving the focus there also scrolls it into view.
  useOpenedAt('connections', () => add.current?.focus())

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
              onEdit={() => setForm({ kind: connection.kind, connection })}
              onRemove={() => setRemoving(connection)}
            />
          </li>
        ))}
      </ul>
      <div className={styles.add}>
        <Button
          ref={add}
          icon={<Plus aria-hidden />}
          onClick={() => setForm({ kind: 'profile', connection: null })}
        >
          Add AWS profile…
        </Button>
        <Button icon={<Plus aria-hidden />} onClick={() => setForm({ kind: 'keys', connection: null })}>
          Add AWS access keys…
        </Button>
        <Button icon={<Plus aria-hidden />} onClick={() => setForm({ kind: 'endpoint', connection: null })}>
          Add custom endpoint…
        </Button>
      </div>
      {form?.kind === 'profile' ? (
        <ProfileDialog connection={form.connection} onClose={() => setForm(null)} />
      ) : null}
      {form?.kind === 'keys' ? (
        <KeysDialog connection={form.connection} onClose={() => setForm(null)} />
      ) : null}
      {form?.kind === 'local' && form.connection !== null ? (
        <LocalDialog connection={form.connection} onClose={() => setForm(null)} />
      ) : null}
      {form?.kind === 'endpoint' ? (
        <EndpointDialog connection={form.connection} onClose={() => setForm(null)} />
      ) : null}
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
          This entry, its keys and its list of queues are removed. Buckets, queues and jobs are not changed.
        </ConfirmDialog>
      )}
    </Panel>
  )
}
