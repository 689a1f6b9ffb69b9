import { createContext, use } from 'react'
import type { ConnectionSafety } from '../../../shared/connections/connection-safety.ts'

/** The connection that the actions on screen work on. */
export interface CurrentConnection extends ConnectionSafety {
  readonly label: string
}

/** `null` until it is known. */
export const CurrentConnectionContext = createContext<CurrentConnection | null>(null)

/** Returns why nothing can be changed on the connection in use, as a sentence, or `null` if it can. */
export function useReadOnly(): string | null {
  return readOnlyReason(use(CurrentConnectionContext))
}

export function readOnlyReason(connection: CurrentConnection | null): string | null {
  return connection?.isReadOnly === true
    ? `${connection.label} is read-only. Edit the connection in Settings to change that.`
    : null
}
