import { createContext, use } from 'react'
import type { ConnectionCare } from '../../../shared/connections/connection-care.ts'

/** The connection that the actions on screen work on. */
export interface WorkPlace extends ConnectionCare {
  readonly label: string
}

/** `null` until it is known. */
export const WorkPlaceContext = createContext<WorkPlace | null>(null)

/** Returns why nothing can be changed on the connection in use, as a sentence, or `null` if it can. */
export function useReadOnly(): string | null {
  return readOnlyReason(use(WorkPlaceContext))
}

export function readOnlyReason(place: WorkPlace | null): string | null {
  return place?.isReadOnly === true
    ? `${place.label} is read-only. Edit the connection in Settings to change that.`
    : null
}
