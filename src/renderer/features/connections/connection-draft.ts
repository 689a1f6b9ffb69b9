import { normalizeRegion } from '../../../shared/connections/connection-rules.ts'
import type { Connection } from '../../../shared/connections/connections.ts'

/** The props of the dialogs that add or change a connection. */
export interface ConnectionDialogProps {
  /** The connection to change, or `null` for a new one. */
  readonly connection: Connection | null
  readonly onClose: () => void
}

interface TypedLocation {
  readonly label: string
  readonly region: string
  readonly bucketRegion: string
}

/** Returns the typed name and regions in the format that main expects. */
export function cleanLocation({ label, region, bucketRegion }: TypedLocation) {
  return {
    label: label.trim(),
    region: normalizeRegion(region),
    bucketRegion: normalizeRegion(bucketRegion) || null,
  }
}

/** Returns the change to a draft that sets a region found by the check. */
export function foundRegion(of: 'queues' | 'buckets', region: string) {
  return of === 'queues' ? { region } : { bucketRegion: region }
}
