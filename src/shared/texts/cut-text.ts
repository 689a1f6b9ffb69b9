/** S3 takes no longer key, and no more fields with a payload, in bytes: nothing that it can store is cut. */
const longestText = 2_048

/**
 * The first part of a name or a key that another program may have written, for lists and the history. A message can
 * have a name of 1 MiB, and a list has hundreds of them.
 */
export function cutText(text: string): string {
  if (text.length <= longestText) return text
  // Half a character at the end is not one.
  return text.slice(0, longestText).replace(/[\uD800-\uDBFF]$/, '')
}
