import { matchesEtag } from './object-headers.ts'
import { checkStorable } from './object-key.ts'
import type { ObjectInfo } from './storage/object-file.ts'
import { refused } from './object-request.ts'
import type { ObjectRequest } from './object-request.ts'
import type { ObjectStore, OpenObject } from './storage/object-store.ts'
import { S3Error } from './s3-error.ts'

/** The source object of a copy. */
export type CopySource = { readonly bucket: string; readonly key: string }

/** Parses the header `x-amz-copy-source`: `/bucket/key`, URL-encoded. */
export function copySourceOf({ request }: ObjectRequest): CopySource {
  const [path = '', query = ''] = String(request.headers['x-amz-copy-source']).split('?')
  const version = new URLSearchParams(query).get('versionId')
  if (version !== null && version !== 'null') throw refused.noSuchVersion()
  let text: string
  try {
    text = decodeURIComponent(path.replace(/^\//, ''))
  } catch {
    throw new S3Error('InvalidArgument', 'The copy source is not valid UTF-8.')
  }
  const slash = text.indexOf('/')
  const source = { bucket: text.slice(0, slash), key: text.slice(slash + 1) }
  if (slash < 1 || source.key === '') throw new S3Error('InvalidArgument', 'The copy source names no object.')
  checkStorable(source.key)
  return source
}

/**
 * Opens the source object of a copy. The caller closes its file. Throws if a condition of the copy is not
 * met.
 */
export async function openCopySource(store: ObjectStore, at: ObjectRequest): Promise<OpenObject> {
  const { bucket, key } = copySourceOf(at)
  if (!store.hasBucket(bucket)) throw refused.noSuchBucket()
  const opened = await store.openObject(bucket, key)
  if (opened === null) throw refused.noSuchKey()
  try {
    checkConditions(at, opened.info)
    return opened
  } catch (error) {
    await opened.file.close()
    throw error
  }
}

/** Returns the bytes of an open object from the first to the last one, both inclusive. */
export function bytesBetween({ file }: OpenObject, start: number, end: number): AsyncIterable<Buffer> {
  return end < start ? none() : file.createReadStream({ start, end, autoClose: false })
}

function checkConditions({ request }: ObjectRequest, { etag, modifiedMs }: ObjectInfo): void {
  const condition = (name: string): string | undefined => {
    const value = request.headers[`x-amz-copy-source-if-${name}`]
    return typeof value === 'string' ? value : undefined
  }
  const [match, noneMatch] = [condition('match'), condition('none-match')]
  const modified = Math.floor(modifiedMs / 1000) * 1000
  if (match !== undefined && !matchesEtag(match, etag)) throw refused.preconditionFailed()
  if (noneMatch !== undefined && matchesEtag(noneMatch, etag)) throw refused.preconditionFailed()
  // If both are given, the ETag decides.
  const isChanged = modified > Date.parse(condition('unmodified-since') ?? '')
  if (match === undefined && isChanged) throw refused.preconditionFailed()
  const isOld = modified <= Date.parse(condition('modified-since') ?? '')
  if (noneMatch === undefined && isOld) throw refused.preconditionFailed()
}

async function* none(): AsyncGenerator<Buffer> {}
