import { useMutation } from '@tanstack/react-query'
import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  LoaderCircle,
  Pencil,
  RefreshCw,
  Trash2,
  type LucideIcon,
} from 'lucide-react'
import { neededFromUser } from '../../../shared/connections/needed-from-user.ts'
import type { Connection } from '../../../shared/connections/connections.ts'
import type { WireError } from '../../../shared/errors.ts'
import { activateConnection, signIn } from '../../queries/connections.ts'
import { Button } from '../../ui/controls/button.tsx'
import { IconButton } from '../../ui/controls/icon-button.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { ConnectionMark, ConnectionTags } from '../../ui/text/connection-mark.tsx'
import { CaFile } from './ca-file.tsx'
import { CheckConnection } from './doctor/check-connection.tsx'
import { outageHint } from './outage-hint.ts'
import styles from './connections-section.module.css'
import { SessionKeys } from './session-keys.tsx'

const states = {
  idle: { label: 'Not in use', icon: CircleDashed },
  connecting: { label: 'Connecting', icon: LoaderCircle },
  ready: { label: 'Ready', icon: CircleCheck },
  reconnecting: { label: 'Reconnecting', icon: RefreshCw },
  failed: { label: 'Failed', icon: CircleAlert },
} as const satisfies Record<Connection['state'], { readonly label: string; readonly icon: LucideIcon }>

interface ConnectionCardProps {
  readonly connection: Connection
  readonly active: boolean
  readonly onEdit: () => void
  readonly onRemove: () => void
}

/** One connection with its state and actions. */
export function ConnectionCard({ connection, active, onEdit, onRemove }: ConnectionCardProps) {
  const activate = useMutation(activateConnection())
  const signingIn = useMutation(signIn())
  const { label, icon: Icon } = states[connection.state]
  const state = neededFromUser(connection) === 'sign-in' ? 'Not signed in' : label
  const use = (): void => activate.mutate({ connectionId: connection.id })
  const isActiveFailed = active && connection.state === 'failed'
  return (
    <div className={styles.card} data-active={active ? '' : undefined}>
      <div className={styles.row}>
        <div className={styles.text}>
          <h3 className={styles.label}>
            <ConnectionMark colour={connection.colour} />
            {connection.label}
            <ConnectionTags {...connection} />
          </h3>
          <p className={styles.about}>{about(connection)}</p>
          {connection.hosts === null ? null : <Hosts {...connection.hosts} />}
        </div>
        <span className={styles.state} data-state={connection.state}>
          <Icon size={15} aria-hidden />
          {active && connection.state === 'ready' ? 'In use' : state}
        </span>
        <div className={styles.buttons}>
          {active ? null : (
            <Button
              size="small"
              busy={activate.isPending}
              aria-label={`Use ${connection.label}`}
              onClick={use}
            >
              Use
            </Button>
          )}
          {connection.signsIn ? (
            <Button
              size="small"
              busy={signingIn.isPending}
              aria-label={`Sign in to ${connection.label}`}
              onClick={() => signingIn.mutate({ connectionId: connection.id })}
            >
              Sign in…
            </Button>
          ) : null}
          <CheckConnection connection={connection} isActive={active} />
          <IconButton label={`Change ${connection.label}`} onClick={onEdit}>
            <Pencil />
          </IconButton>
          {connection.kind === 'local' ? null : (
            <IconButton label={`Remove ${connection.label}`} onClick={onRemove}>
              <Trash2 />
            </IconButton>
          )}
        </div>
      </div>
      {connection.error === null ? null : (
        <ErrorNote
          error={
            isActiveFailed || connection.signsIn
              ? withoutPointlessRemedies(connection.error)
              : connection.state === 'reconnecting'
                ? { ...connection.error, hint: outageHint(connection.error.hint) }
                : connection.error
          }
          tone={connection.state === 'reconnecting' ? 'warning' : 'danger'}
          {...(isActiveFailed && { onRetry: use, retryLabel: 'Connect', retrying: activate.isPending })}
        />
      )}
      {connection.kind === 'endpoint' || connection.kind === 'keys' ? (
        <SessionKeys connection={connection} />
      ) : null}
      {connection.kind === 'local' ? null : <CaFile connection={connection} />}
    </div>
  )
}

/**
 * Removes the remedies that are pointless on this card: it has its own button for signing in, and “Open
 * connection” would only lead back to it.
 */
function withoutPointlessRemedies(error: WireError): WireError {
  const { remedy, ...rest } = error
  return remedy === 'sign-in' || remedy === 'open-connection' ? rest : error
}

/** The servers that receive the requests. */
function Hosts({ s3, sqs }: NonNullable<Connection['hosts']>) {
  return (
    <p className={styles.about}>
      {s3 === sqs ? (
        <>
          S3 and SQS at <code>{s3}</code>
        </>
      ) : (
        <>
          S3 at <code>{s3}</code>, SQS at <code>{sqs}</code>
        </>
      )}
    </p>
  )
}

function about({ kind, profile, region, bucketRegion, allowUnencrypted }: Connection): string {
  const location = {
    local: 'On this computer',
    profile: `AWS profile ${profile ?? ''}`,
    keys: 'AWS access keys',
    endpoint: 'Custom endpoint',
  }[kind]
  const regions =
    bucketRegion === null || bucketRegion === region ? region : `${region}, buckets in ${bucketRegion}`
  return `${location} · ${regions}${allowUnencrypted ? ' · unencrypted requests allowed' : ''}`
}
