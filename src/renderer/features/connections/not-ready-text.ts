import type { Connection } from '../../../shared/connections/connections.ts'

/** Returns the title and text for a connection that is not ready. */
export function notReadyText({ label, state, error }: Connection): {
  readonly title: string
  readonly text: string
} {
  if (state === 'connecting') {
    return { title: `Connecting to ${label}…`, text: 'Its job queues appear here once it is connected.' }
  }
  if (error === null) return { title: `Not connected to ${label}`, text: 'Press Retry to connect.' }
  return { title: `${label} could not be reached`, text: `${error.message} ${error.hint}`.trim() }
}
