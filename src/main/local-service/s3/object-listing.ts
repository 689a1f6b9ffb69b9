import { crc32Text } from '../../engine/checksums/crc32.ts'
import { mapConcurrent } from '../../engine/async/map-concurrent.ts'
import { firstFrom } from './storage/bucket-keys.ts'
import type { ObjectInfo } from './storage/object-file.ts'
import type { ObjectStore } from './storage/object-store.ts'
import { S3Error } from './s3-error.ts'
import { encodeStrictly } from '../http/signature.ts'
import { xmlDocument } from './s3-xml.ts'
import type { StoredPart } from './uploads/upload-parts.ts'

const owner = { ID: '000000000000', DisplayName: 'local' }

/** ListObjects and ListObjectsV2, with up to 1000 keys and common prefixes per page. */
export async function objectsDocument(
  store: ObjectStore,
  bucket: string,
  query: URLSearchParams,
): Promise<string> {
  const second = query.get('list-type') === '2'
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const limit = Math.min(Number(query.get('max-keys') ?? 1000), 1000)
  if (!Number.isInteger(limit) || limit < 0) throw new S3Error('InvalidArgument', 'max-keys is not a number.')
  const token = query.get('continuation-token')
  const after = second
    ? token === null
      ? (query.get('start-after') ?? '')
      : Buffer.from(token, 'base64url').toString()
    : (query.get('marker') ?? '')
  const encode = query.get('encoding-type') === 'url' ? encodeKey : (text: string): string => text

  const page = await pageOf(store, bucket, { prefix, delimiter, limit, after })
  return xmlDocument('ListBucketResult', {
    Name: bucket,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    MaxKeys: limit,
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: page.truncated,
    ...(second
      ? {
          KeyCount: page.objects.length + page.prefixes.length,
          ContinuationToken: token ?? undefined,
          NextContinuationToken: page.truncated ? Buffer.from(page.last).toString('base64url') : undefined,
          StartAfter: query.get('start-after') ?? undefined,
        }
      : { Marker: encode(after), NextMarker: page.truncated ? encode(page.last) : undefined }),
    Contents: page.objects.map((record) => ({
      Key: encode(record.key),
      LastModified: new Date(record.modifiedMs).toISOString(),
      ETag: `"${record.etag}"`,
      Size: record.size,
      Owner: second ? undefined : owner,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: page.prefixes.map((text) => ({ Prefix: encode(text) })),
  })
}

/** ListParts, with all parts on one page. */
export function partsDocument(
  bucket: string,
  key: string,
  uploadId: string,
  parts: readonly StoredPart[],
): string {
  return xmlDocument('ListPartsResult', {
    Bucket: bucket,
    Key: key,
    UploadId: uploadId,
    StorageClass: 'STANDARD',
    IsTruncated: false,
    MaxParts: 10_000,
    Part: parts.map(({ number, etag, modifiedMs, size, crc32, told }) => ({
      PartNumber: number,
      LastModified: new Date(modifiedMs).toISOString(),
      ETag: `"${etag}"`,
      Size: size,
      ChecksumCRC32: told ? crc32Text(crc32) : undefined,
    })),
  })
}

type Page = {
  objects: (ObjectInfo & { readonly key: string })[]
  prefixes: string[]
  truncated: boolean
  last: string
}

async function pageOf(
  store: ObjectStore,
  bucket: string,
  options: { prefix: string; delimiter: string; limit: number; after: string },
): Promise<Page> {
  const page: Page = { objects: [], prefixes: [], truncated: false, last: '' }
  if (options.limit === 0) return page
  const found: string[] = []
  let skipped = options.delimiter !== '' && options.after.endsWith(options.delimiter) ? options.after : null
  const keys = await store.keys(bucket)
  const start = Math.max(firstFrom(keys, options.prefix), firstFrom(keys, options.after, true))
  for (let i = start; i < keys.length; i += 1) {
    const key = keys[i] ?? ''
    // Keys with the same prefix are adjacent.
    if (!key.startsWith(options.prefix)) break
    if (skipped !== null && key.startsWith(skipped)) continue
    if (found.length + page.prefixes.length === options.limit) {
      page.truncated = true
      break
    }
    const at = options.delimiter === '' ? -1 : key.indexOf(options.delimiter, options.prefix.length)
    if (at < 0) {
      found.push(key)
      page.last = key
    } else {
      skipped = key.slice(0, at + options.delimiter.length)
      page.prefixes.push(skipped)
      page.last = skipped
    }
  }
  const objects = await mapConcurrent(found, 16, async (key) => {
    const info = await store.find(bucket, key)
    return info === null ? null : { key, ...info }
  })
  page.objects = objects.filter((object) => object !== null)
  return page
}

/** Encodes a key for a listing, if the client requests it. */
export function encodeKey(text: string): string {
  return text.split('/').map(encodeStrictly).join('/')
}
