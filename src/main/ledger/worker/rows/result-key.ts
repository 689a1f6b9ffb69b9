/** No MessageId is known to be longer. SQS uses UUIDs; other servers may use anything else. */
const longestId = 80

/**
 * Returns the job ids that a key may start with, the longest first: `<job id>-<name>`, and both
 * parts may have hyphens.
 */
export function possibleJobIds(key: string): string[] {
  const ids: string[] = []
  for (let at = key.indexOf('-'); at > 0 && at <= longestId; at = key.indexOf('-', at + 1)) {
    ids.push(key.slice(0, at))
  }
  return ids.toReversed()
}
