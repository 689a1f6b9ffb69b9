/**
 * In bytes. S3 allows neither longer keys nor more metadata, so nothing that it can store is
 * truncated.
 */
const maxTextLength = 2_048

/**
 * Truncates a name or a key that another program may have written, for lists and the history. A
 * message can have a name of 1 MiB, and a list has hundreds of messages.
 */
export function cutText(text: string): string {
  if (text.length <= maxTextLength) return text
  // Drops half of a surrogate pair at the end.
  return text.slice(0, maxTextLength).replace(/[\uD800-\uDBFF]$/, '')
}
