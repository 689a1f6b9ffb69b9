/** True if a key needs no encoding in a URL, and no proxy rewrites it. */
export function isUrlSafe(key: string): boolean {
  return /^[\w.~-]+(?:\/[\w.~-]+)*$/.test(key) && !/(?:^|\/)\.{1,2}(?:\/|$)/.test(key)
}
