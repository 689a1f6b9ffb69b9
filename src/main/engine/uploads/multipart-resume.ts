import { EngineError } from '../errors/engine-error.ts'
import { isSameEtag, multipartEtag } from '../checksums/etag.ts'
import { partsOf } from './part-plan.ts'
import type { StartedUpload, PartUploader } from './part-uploader.ts'
import type { OpenUpload } from '../aws/s3/open-upload.ts'
import { awsErrorName, type S3Uploads } from '../aws/s3/s3-uploads.ts'
import type { S3Objects } from '../aws/s3/s3-objects.ts'
import type { StoreOptions } from './put-options.ts'
import type { FileIdentity } from '../files/file-identity.ts'
import type { SourceFile } from './source-file.ts'

/** The upload that a previous call started for the same transfer. */
export type PreviousUpload =
  | { readonly state: 'open'; readonly upload: StartedUpload }
  /** The server has dropped or completed it. */
  | { readonly state: 'gone'; readonly upload: StartedUpload }
  /** It belongs to another version of the file, or to another key. */
  | { readonly state: 'outdated'; readonly upload: OpenUpload }

/**
 * Finds the upload that the transfer started, in the journal and on the server. If the server lists
 * parts, only the listed ones count. @throws EngineError from ListParts, unless the server does not support
 * it.
 */
export async function findUpload(
  uploads: S3Uploads,
  target: { readonly bucket: string; readonly key: string },
  file: SourceFile,
  { notes, signal }: StoreOptions,
): Promise<PreviousUpload | null> {
  if (!notes?.isResumable) return null
  const found = await notes.journal.find(notes.transferId)
  if (found?.upload.connectionId !== notes.connectionId) return null
  const { bucket, key, uploadId, partSize } = found.upload
  const open = { bucket, key, uploadId }
  const isSame =
    bucket === target.bucket && key === target.key && isSameFile(found.upload.file, file.identity)
  if (!isSame) return { state: 'outdated', upload: open }
  const sizes = new Map(partsOf(file.size, partSize).map(({ number, size }) => [number, size]))
  const noted = found.parts.filter(({ number, size }) => sizes.get(number) === size)
  const upload = { ...open, partSize, done: noted, listed: new Map() }
  try {
    const listed = await uploads.listParts(open, { signal })
    if (listed === null) return { state: 'open', upload }
    const done = noted.filter(({ number, size, etag }) => {
      const part = listed.get(number)
      return part !== undefined && part.size === size && isSameEtag(part.etag, etag)
    })
    return { state: 'open', upload: { ...upload, done, listed } }
  } catch (error) {
    if (awsErrorName(error) !== 'NoSuchUpload') throw error
    return { state: 'gone', upload }
  }
}

/**
 * True if the object exists anyway, because the response to CompleteMultipartUpload may have been lost.
 * `keyIsNew` means that nobody else can have created an object with this key.
 */
export async function wasCompleted(
  store: S3Objects,
  upload: OpenUpload,
  uploader: PartUploader,
  file: SourceFile,
  keyIsNew: boolean,
  { signal }: StoreOptions,
): Promise<boolean> {
  const { bucket, key } = upload
  const info = await store.describe(bucket, key, { signal }).catch((error: unknown) => {
    if (error instanceof EngineError && error.code === 'OBJECT_NOT_FOUND') return null
    throw error
  })
  if (info?.size !== file.size) return false
  if (info.crc32 !== null) return info.crc32 === (await uploader.crc32())
  const { parts, hasAll } = uploader
  // If a crash has lost the records of some parts, their ETags are unknown.
  const own = hasAll ? multipartEtag(parts.map(({ etag }) => etag)) : null
  if (own === null || !info.etag?.includes('-')) return keyIsNew
  if (isSameEtag(info.etag, own)) return true
  // If a part's ETag is not an MD5, the whole object's ETag cannot be computed either.
  return store.partEtagsAreMd5 === false && keyIsNew
}

function isSameFile(one: FileIdentity, other: FileIdentity): boolean {
  return one.size === other.size && one.mtimeMs === other.mtimeMs && one.ino === other.ino
}
