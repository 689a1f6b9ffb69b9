import { useMutation } from '@tanstack/react-query'
import { Unplug } from 'lucide-react'
import { neededFromUser } from '../../../shared/connections/needed-from-user.ts'
import type { Connection } from '../../../shared/connections/connections.ts'
import { signIn, tryConnectionNow } from '../../queries/connections.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Countdown } from '../../ui/feedback/countdown.tsx'
import { outageHint } from './outage-hint.ts'
import styles from './reconnect-bar.module.css'

/** Says why the connection is down, and when the next attempt starts. */
export function ReconnectBar({ connection }: { readonly connection: Connection }) {
  const tryNow = useMutation(tryConnectionNow())
  const signingIn = useMutation(signIn())
  const { id, label, error, retryAt, isReadOnly } = connection
  const needsSignIn = neededFromUser(connection) === 'sign-in'
  return (
    <section
      className={styles.bar}
      aria-label={needsSignIn ? `Sign in to ${label}` : `Reconnecting to ${label}`}
    >
      <Unplug size={16} aria-hidden className={styles.icon} />
      <div className={styles.content}>
        <b className={styles.title}>
          {needsSignIn ? (
            `Sign in to ${label}`
          ) : retryAt === null ? (
            'Reconnecting now…'
          ) : (
            <>
              Reconnecting
              <Countdown until={retryAt} />
            </>
          )}
        </b>
        <output className={styles.text}>
          {error?.message} {needsSignIn ? error?.hint : outageHint(error?.hint ?? '')}
          {isReadOnly ? null : ' Submitted files wait and continue automatically.'}
        </output>
      </div>
      {needsSignIn ? (
        <Button
          size="small"
          variant="primary"
          busy={signingIn.isPending}
          onClick={() => signingIn.mutate({ connectionId: id })}
        >
          Sign in…
        </Button>
      ) : null}
      <Button
        size="small"
        disabled={retryAt === null}
        busy={tryNow.isPending}
        onClick={() => tryNow.mutate({ connectionId: id })}
      >
        Try now
      </Button>
    </section>
  )
}
