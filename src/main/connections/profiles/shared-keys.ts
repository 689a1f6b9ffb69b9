/** Keys that a provider returned. */
export interface ProvidedKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
  readonly accountId?: string
}

/** Keys this close to expiry are renewed in the background while they still work. */
const renewBeforeMs = 300_000
/**
 * The minimum time between two renewals in the background. A program that fails, or whose keys always expire soon,
 * must not run again for every request: it may open a page or ask for a code.
 */
const renewEveryMs = 30_000
/** Keys this close to expiry are no longer used. */
const marginMs = 10_000

/**
 * Wraps a provider for all clients of a connection. Runs one read at a time, and caches the keys until
 * shortly before they expire. A failed renewal is reported only once the old keys have expired.
 */
export function sharedKeys(
  read: () => Promise<ProvidedKeys>,
  now: () => number = Date.now,
): () => Promise<ProvidedKeys> {
  let held: ProvidedKeys | null = null
  let reading: Promise<ProvidedKeys> | null = null
  let renewAfter = Number.NEGATIVE_INFINITY
  const leftMs = ({ expiration }: ProvidedKeys): number =>
    expiration === undefined ? Number.POSITIVE_INFINITY : expiration.getTime() - now()
  const renew = (): Promise<ProvidedKeys> => {
    reading ??= read()
      .then((keys) => (held = keys))
      .finally(() => (reading = null))
    return reading
  }
  return async () => {
    if (held === null || leftMs(held) < marginMs) return renew()
    if (leftMs(held) < renewBeforeMs && now() >= renewAfter) {
      renewAfter = now() + renewEveryMs
      void renew().catch(() => undefined)
    }
    return held
  }
}
