import { neededFromUser } from '../../../shared/connections/needed-from-user.ts'
import type { Connection } from '../../../shared/connections/connections.ts'
import { isNetworkError } from '../../../shared/network-error.ts'

/** Returns the title and text for a connection that is not ready. */
export function notReadyText(connection: Connection): {
  readonly title: string
  readonly text: string
} {
  const { label, state, error } = connection
  if (state === 'connecting') {
    return { title: `Connecting to ${label}…`, text: 'Its job queues appear here once it is connected.' }
  }
  if (error === null) return { title: `Not connected to ${label}`, text: 'Press Retry to connect.' }
  return { title: failureTitle(connection, error), text: `${error.message} ${error.hint}`.trim() }
}

function failureTitle(connection: Connection, error: NonNullable<Connection['error']>): string {
  const { label, hasKeys } = connection
  switch (neededFromUser(connection)) {
    case 'sign-in':
      return `Sign in to ${label}`
    case 'keys':
      return hasKeys ? `${label} needs other access keys` : `${label} needs access keys`
    default:
      return isNetworkError(error) ? `${label} could not be reached` : `Not connected to ${label}`
  }
}
