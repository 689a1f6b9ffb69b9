import { useMutation } from '@tanstack/react-query'
import type { Connection } from '../../../shared/connections/connections.ts'
import { activateConnection } from '../../queries/connections.ts'
import { Button } from '../../ui/controls/button.tsx'
import styles from './sidebar.module.css'

/** Explains why no job queues are listed. */
export function NotReadyNote({ connection }: { readonly connection: Connection }) {
  const activate = useMutation(activateConnection())
  const { label, state, error } = connection
  if (state === 'connecting') return <output className={styles.note}>Connecting to {label}…</output>
  return (
    <div className={styles.note}>
      <p>{error === null ? `Not connected to ${label}.` : `${error.message} ${error.hint}`}</p>
      <Button
        size="small"
        busy={activate.isPending}
        onClick={() => activate.mutate({ connectionId: connection.id })}
      >
        Retry
      </Button>
    </div>
  )
}
