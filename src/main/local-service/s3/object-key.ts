import { S3Error } from './s3-error.ts'

/** The longest file name that common file systems allow, minus the suffix that the store appends. */
const longestSegmentBytes = 220

/** Throws for a key that cannot be stored as a file path. */
export function refuseUnstorable(key: string): void {
  const parts = key.split('/')
  const last = parts.length - 1
  if (Buffer.byteLength(key) > 1024 || parts.some((part) => Buffer.byteLength(part) > longestSegmentBytes)) {
    throw new S3Error('KeyTooLongError', 'Your key is too long for the local service.')
  }
  if (
    parts.some((part, i) => part === '.' || part === '..' || part.includes('\0') || (part === '' && i < last))
  ) {
    throw new S3Error('InvalidArgument', 'The local service stores no keys with empty, "." or ".." parts.')
  }
}
