import { useMutation } from '@tanstack/react-query'
import { neededFromUser } from '../../../shared/connections/needed-from-user.ts'
import type { Connection } from '../../../shared/connections/connections.ts'
import { activateConnection, signIn } from '../../queries/connections.ts'
import { Button } from '../../ui/controls/button.tsx'
import styles from './sidebar.module.css'

/** Explains why no job queues are listed. */
export function NotReadyNote({ connection }: { readonly connection: Connection }) {
  const activate = useMutation(activateConnection())
  const signingIn = useMutation(signIn())
  const { id, label, state, error } = connection
  if (state === 'connecting') return <output className={styles.note}>Connecting to {label}…</output>
  return (
    <div className={styles.note}>
      <p>{error === null ? `Not connected to ${label}.` : `${error.message} ${error.hint}`}</p>
      {neededFromUser(connection) === 'sign-in' ? (
        <Button
          size="small"
          busy={signingIn.isPending}
          onClick={() => signingIn.mutate({ connectionId: id })}
        >
          Sign in…
        </Button>
      ) : (
        <Button size="small" busy={activate.isPending} onClick={() => activate.mutate({ connectionId: id })}>
          Retry
        </Button>
      )}
    </div>
  )
}
