import { ConnectionCard } from '../../features/connections/connection-card.tsx'
import { ReconnectBar } from '../../features/connections/reconnect-bar.tsx'
import { connection, networkError } from '../../testing/samples.ts'
import { Feature } from '../feature.tsx'
import { Group } from '../group.tsx'

const nothing = (): void => undefined
const profile = { kind: 'profile', profile: 'work', region: 'eu-west-1', hosts: null } as const
const signInError = {
  code: 'CREDENTIALS',
  message: 'The session of the profile work has expired.',
  hint: 'Sign in again.',
  retryable: false,
  remedy: 'sign-in',
} as const

const samples = [
  connection(),
  connection({
    ...profile,
    id: 'prod',
    label: 'Production',
    state: 'idle',
    colour: 'red',
    isProduction: true,
  }),
  connection({
    ...profile,
    id: 'sso',
    label: 'Reports',
    state: 'failed',
    signsIn: true,
    isReadOnly: true,
    error: signInError,
  }),
  connection({
    id: 'keys',
    kind: 'keys',
    label: 'Archive',
    state: 'connecting',
    colour: 'green',
    hasKeys: true,
    hosts: null,
  }),
  connection({
    id: 'lab',
    kind: 'endpoint',
    label: 'Lab',
    state: 'reconnecting',
    error: networkError,
    hasKeys: true,
  }),
]

const down = connection({ id: 'down', label: 'Lab', error: networkError, retryAt: Date.now() + 8_000 })

/** A connection in each state. */
export function ConnectionsSection() {
  return (
    <Feature>
      <Group label="Connections" variant="wide">
        {samples.map((sample, index) => (
          <ConnectionCard
            key={sample.id}
            connection={sample}
            active={index === 0}
            onEdit={nothing}
            onRemove={nothing}
          />
        ))}
      </Group>
      <Group label="An outage" variant="wide">
        <ReconnectBar connection={down} />
      </Group>
    </Feature>
  )
}
