import type { ComponentProps } from 'react'
import { Check, ChevronDown, Plus } from 'lucide-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { neededFromUser } from '../../../shared/connections/needed-from-user.ts'
import type { Connection } from '../../../shared/connections/connections.ts'
import { isNetworkError } from '../../../shared/network-error.ts'
import { activateConnection, connectionsQuery } from '../../queries/connections.ts'
import { Countdown } from '../../ui/feedback/countdown.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/controls/menu.tsx'
import { ConnectionMark, ConnectionTags } from '../../ui/text/connection-mark.tsx'
import { Skeleton } from '../../ui/feedback/skeleton.tsx'
import { StatusDot } from '../../ui/feedback/status-dot.tsx'
import { VisuallyHidden } from '../../ui/layout/visually-hidden.tsx'
import { openAt } from '../../ui/view/view-anchor.ts'
import { useView } from '../../ui/view/view.ts'
import styles from './connection-switcher.module.css'

const stateTexts = {
  idle: 'not connected',
  connecting: 'connecting…',
  ready: 'ready',
  reconnecting: 'reconnecting',
  failed: 'not reachable',
} as const satisfies Record<Connection['state'], string>

const stateDots = {
  idle: 'off',
  connecting: 'busy',
  ready: 'ready',
  reconnecting: 'busy',
  failed: 'failed',
} as const satisfies Record<Connection['state'], 'ready' | 'busy' | 'off' | 'failed'>

/** Returns what keeps a connection from working, or else its state. */
function stateText(connection: Connection): string {
  const { state, error, hasKeys } = connection
  const need = neededFromUser(connection)
  if (need === 'sign-in') return 'not signed in'
  if (need === 'keys') return hasKeys ? 'keys not accepted' : 'no keys'
  return state === 'failed' && error !== null && !isNetworkError(error) ? 'not connected' : stateTexts[state]
}

/** Shows the active connection and switches to others. */
export function ConnectionSwitcher() {
  const { show } = useView()
  const { data } = useQuery(connectionsQuery())
  const activate = useMutation(activateConnection())
  if (data === undefined) {
    return (
      <output className={styles.switcher}>
        <VisuallyHidden>Loading the connections</VisuallyHidden>
        <Skeleton width={8} height={8} />
        <span className={styles.content}>
          <Skeleton width={64} height={13} />
          <Skeleton width={110} height={11} />
        </span>
      </output>
    )
  }
  const active = data.connections.find((connection) => connection.id === data.activeId)
  return (
    <Menu matchWidth trigger={<SwitcherButton connection={active} />}>
      {data.connections.map((connection) => (
        <MenuItem
          key={connection.id}
          icon={
            connection.id === data.activeId ? (
              <Check aria-label="Active" />
            ) : (
              <StatusDot state={stateDots[connection.state]} />
            )
          }
          detail={`${locationText(connection)} · ${stateText(connection)}`}
          onSelect={() => {
            if (connection.id !== data.activeId) activate.mutate({ connectionId: connection.id })
          }}
        >
          <span className={styles.name}>
            <ConnectionMark colour={connection.colour} />
            {connection.label}
            <ConnectionTags {...connection} />
          </span>
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem
        icon={<Plus />}
        onSelect={() => {
          show({ kind: 'settings' })
          // The menu restores the focus first.
          setTimeout(() => openAt('connections'))
        }}
      >
        Add connection…
      </MenuItem>
    </Menu>
  )
}

/** Describes where a connection is: `embedded · us-west-1`. */
function locationText(connection: Connection): string {
  return `${placeOf(connection)} · ${connection.region}`
}

function placeOf(connection: Connection): string {
  return connection.kind === 'local'
    ? 'embedded'
    : (connection.profile ?? connection.hosts?.s3 ?? connection.kind)
}

interface SwitcherButtonProps extends ComponentProps<'button'> {
  readonly connection: Connection | undefined
}

function SwitcherButton({ connection, ...trigger }: SwitcherButtonProps) {
  const state = connection?.state ?? 'idle'
  const safety = [connection?.isProduction && 'Production', connection?.isReadOnly && 'Read-only']
    .filter(Boolean)
    .join(' · ')
  const isReady = connection !== undefined && state === 'ready'
  const detail =
    connection === undefined ? 'choose one' : isReady ? placeOf(connection) : stateText(connection)
  return (
    <button type="button" {...trigger} className={styles.switcher}>
      <StatusDot state={stateDots[state]} />
      <span className={styles.content}>
        <VisuallyHidden>Connection: </VisuallyHidden>
        <span className={styles.name}>
          {connection === undefined ? null : <ConnectionMark colour={connection.colour} />}
          <b className={styles.label}>{connection?.label ?? 'No connection'}</b>
        </span>
        <small className={styles.detail} title={isReady ? locationText(connection) : undefined}>
          {safety === '' ? null : <b className={styles.safety}>{safety} · </b>}
          {detail}
          {isReady ? <span className={styles.region}> · {connection.region}</span> : null}
          {isReady ? <VisuallyHidden>, ready</VisuallyHidden> : null}
          {connection?.retryAt && detail === stateTexts.reconnecting ? (
            <Countdown until={connection.retryAt} />
          ) : null}
        </small>
      </span>
      <ChevronDown size={14} aria-hidden className={styles.chevron} />
    </button>
  )
}
