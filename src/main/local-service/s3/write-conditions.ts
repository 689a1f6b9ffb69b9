import type { ObjectInfo, WriteCondition } from './storage/object-file.ts'
import { matchesEtag } from './object-headers.ts'
import { refused } from './object-request.ts'
import type { ObjectRequest } from './object-request.ts'

/** Returns the condition in the If-Match and If-None-Match headers of a write, or `null`. */
export function writeCondition({ request }: ObjectRequest): WriteCondition | null {
  const { 'if-match': match, 'if-none-match': noneMatch } = request.headers
  if (match === undefined && noneMatch === undefined) return null
  return (existing) => {
    const etag = existing?.etag ?? null
    if (match !== undefined && !matchesEtag(match, etag)) throw refused.preconditionFailed()
    if (noneMatch !== undefined && matchesEtag(noneMatch, etag)) throw refused.preconditionFailed()
  }
}

/** Checks the conditions of a GET or HEAD. Returns false if the client already has this version (304). */
export function isModified({ request }: ObjectRequest, { etag, modifiedMs }: ObjectInfo): boolean {
  const { headers } = request
  const { 'if-match': match, 'if-none-match': noneMatch } = headers
  if (match !== undefined && !matchesEtag(match, etag)) throw refused.preconditionFailed()
  // Times in headers are whole seconds. If both are given, the ETag decides.
  const modified = Math.floor(modifiedMs / 1000) * 1000
  const unmodifiedSince = Date.parse(headers['if-unmodified-since'] ?? '')
  if (match === undefined && modified > unmodifiedSince) throw refused.preconditionFailed()
  if (noneMatch !== undefined) return !matchesEtag(noneMatch, etag)
  return !(modified <= Date.parse(headers['if-modified-since'] ?? ''))
}
