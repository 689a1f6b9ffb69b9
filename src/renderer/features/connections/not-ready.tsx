import { useMutation } from '@tanstack/react-query'
import { PlugZap, Unplug } from 'lucide-react'
import { neededFromUser } from '../../../shared/connections/needed-from-user.ts'
import type { Connection } from '../../../shared/connections/connections.ts'
import { activateConnection, signIn } from '../../queries/connections.ts'
import { Button } from '../../ui/controls/button.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { openAt } from '../../ui/view/view-anchor.ts'
import { useView } from '../../ui/view/view.ts'
import { notReadyText } from './not-ready-text.ts'

/** Shown instead of jobs while the connection is not ready. Shows its state or its error. */
export function NotReady({ connection }: { readonly connection: Connection }) {
  const { show } = useView()
  const activate = useMutation(activateConnection())
  const signingIn = useMutation(signIn())
  const { title, text } = notReadyText(connection)
  const need = neededFromUser(connection)
  if (connection.state === 'connecting') {
    return (
      <EmptyState icon={<PlugZap />} title={title} level={1}>
        <output>{text}</output>
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={<Unplug />}
      title={title}
      level={1}
      actions={
        <>
          {need === 'sign-in' ? (
            <Button
              variant="primary"
              busy={signingIn.isPending}
              onClick={() => signingIn.mutate({ connectionId: connection.id })}
            >
              Sign in…
            </Button>
          ) : null}
          <Button
            variant={need === 'retry' ? 'primary' : 'plain'}
            busy={activate.isPending}
            onClick={() => activate.mutate({ connectionId: connection.id })}
          >
            Retry
          </Button>
          <Button
            variant={need === 'keys' ? 'primary' : 'plain'}
            onClick={() => {
              openAt('connections')
              show({ kind: 'settings' })
            }}
          >
            Connection settings
          </Button>
        </>
      }
    >
      <p role="alert">{text}</p>
    </EmptyState>
  )
}
