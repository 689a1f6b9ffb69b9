/** Longer than any known MessageId. SQS uses UUIDs; other servers may use anything else. */
const maxIdLength = 80

/**
 * Returns the possible job ids in a key of the form `<job id>-<name>`, longest first, because both parts may
 * contain hyphens.
 */
export function possibleJobIds(key: string): string[] {
  const ids: string[] = []
  for (let at = key.indexOf('-'); at > 0 && at <= maxIdLength; at = key.indexOf('-', at + 1)) {
    ids.push(key.slice(0, at))
  }
  return ids.toReversed()
}
