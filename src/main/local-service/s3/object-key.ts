import { S3Error } from './s3-error.ts'

/** The longest file name in common file systems, minus the suffix that the store appends. */
const maxSegmentBytes = 220

/** A segment with this ending would be a folder with the name of an object's file. */
const fileNames =
  /(?:\._remotejob_object|\._S3rver_(?:object|metadata\.json|object\.md5)|^\._S3rver_uploads)$/

/** Throws if a key cannot be a file path. */
export function checkStorable(key: string): void {
  const parts = key.split('/')
  const last = parts.length - 1
  if (Buffer.byteLength(key) > 1024 || parts.some((part) => Buffer.byteLength(part) > maxSegmentBytes)) {
    throw new S3Error('KeyTooLongError', 'Your key is too long for the local service.')
  }
  if (
    parts.some((part, i) => part === '.' || part === '..' || part.includes('\0') || (part === '' && i < last))
  ) {
    throw new S3Error('InvalidArgument', 'The local service stores no keys with empty, "." or ".." parts.')
  }
  if (parts.some((part, i) => i < last && fileNames.test(part))) {
    throw new S3Error('InvalidArgument', 'The local service keeps its own files under this name.')
  }
}
