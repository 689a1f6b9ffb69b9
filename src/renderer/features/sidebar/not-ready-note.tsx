import { useMutation } from '@tanstack/react-query'
import { neededFromUser } from '../../../shared/connections/needed-from-user.ts'
import type { Connection } from '../../../shared/connections/connections.ts'
import { activateConnection, signIn } from '../../queries/connections.ts'
import { Button } from '../../ui/controls/button.tsx'
import { openAt } from '../../ui/view/view-anchor.ts'
import { useView } from '../../ui/view/view.ts'
import styles from './sidebar.module.css'

/** Explains why no job queues are listed. */
export function NotReadyNote({ connection }: { readonly connection: Connection }) {
  const activate = useMutation(activateConnection())
  const signingIn = useMutation(signIn())
  const { show } = useView()
  const { id, label, state, error } = connection
  if (state === 'connecting') return <output className={styles.note}>Connecting to {label}…</output>
  const need = neededFromUser(connection)
  return (
    <div className={styles.note}>
      <p>{error === null ? `Not connected to ${label}.` : `${error.message} ${error.hint}`}</p>
      {need === 'sign-in' ? (
        <Button
          size="small"
          busy={signingIn.isPending}
          onClick={() => signingIn.mutate({ connectionId: id })}
        >
          Sign in…
        </Button>
      ) : need === 'keys' ? (
        <Button
          size="small"
          onClick={() => {
            openAt('connections')
            show({ kind: 'settings' })
          }}
        >
          Connection settings
        </Button>
      ) : (
        <Button size="small" busy={activate.isPending} onClick={() => activate.mutate({ connectionId: id })}>
          Retry
        </Button>
      )}
    </div>
  )
}
