import type { ObjectsPage } from '../../../../shared/files/objects.ts'

type Listed = Pick<ObjectsPage, 'objects' | 'next'>

/** Marks a cursor created by this app. No server token contains this character. */
const cutMark = '\u0000'

/** Returns the request parameters for the page at a cursor. */
export function pageStart(cursor: string | null | undefined): {
  ContinuationToken?: string
  StartAfter?: string
} {
  if (!cursor) return {}
  return cursor.startsWith(cutMark) ? { StartAfter: cursor.slice(1) } : { ContinuationToken: cursor }
}

/** Returns the cursor of the next page. Some servers report that there are more objects, but not where to continue. */
export function nextCursor(
  isTruncated: boolean | undefined,
  token: string | undefined,
  lastKey: string | undefined,
): string | null {
  if (isTruncated !== true) return null
  return token || (lastKey === undefined ? null : cutMark + lastKey)
}

/**
 * Limits the length of a page. Some servers send more objects than requested, or ignore the start position. The
 * next page starts after the last object kept.
 */
export function cutPage({ objects, next }: Listed, limit: number, cursor: string | null | undefined): Listed {
  const after = pageStart(cursor).StartAfter
  // `findIndex` returns -1 if the server started at the right object.
  const start = after === undefined ? 0 : objects.findIndex(({ key }) => key === after) + 1
  const kept = objects.slice(start, start + limit)
  const last = kept.at(-1)
  const isTruncated = last !== undefined && objects.length > start + limit
  return { objects: kept, next: isTruncated ? cutMark + last.key : next }
}
