import type { Connection } from './connections.ts'

/** What a failed connection needs from the user. */
export type ConnectionNeed = 'sign-in' | 'keys' | 'retry'

/** Returns what a failed connection needs. `retry` means that only another attempt helps. */
export function neededFromUser({
  kind,
  signsIn,
  error,
}: Pick<Connection, 'kind' | 'signsIn' | 'error'>): ConnectionNeed {
  if (error?.remedy !== 'sign-in') return 'retry'
  if (signsIn) return 'sign-in'
  return kind === 'keys' || kind === 'endpoint' ? 'keys' : 'retry'
}
