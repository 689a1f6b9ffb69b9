import type { ObjectsPage } from '../../../../shared/files/objects.ts'

type Listed = Pick<ObjectsPage, 'objects' | 'next'>

/** Marks a cursor that this app has made. No token of a server contains this character. */
const cutMark = '\u0000'

/** Returns how a request asks for the page at a cursor. */
export function pageStart(cursor: string | null | undefined): {
  ContinuationToken?: string
  StartAfter?: string
} {
  if (!cursor) return {}
  return cursor.startsWith(cutMark) ? { StartAfter: cursor.slice(1) } : { ContinuationToken: cursor }
}

/**
 * Cuts a page to the limit: some servers send more objects than they were asked for, or ignore where to start. The next
 * page starts after the last object that was kept.
 */
export function cutPage({ objects, next }: Listed, limit: number, cursor: string | null | undefined): Listed {
  const after = pageStart(cursor).StartAfter
  // -1 if the server has started there.
  const start = after === undefined ? 0 : objects.findIndex(({ key }) => key === after) + 1
  const kept = objects.slice(start, start + limit)
  const last = kept.at(-1)
  const isCut = last !== undefined && objects.length > start + limit
  return { objects: kept, next: isCut ? cutMark + last.key : next }
}
