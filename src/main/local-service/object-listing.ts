import type { ObjectIndex, ObjectRecord, PartRecord, UploadRecord } from './object-index.ts'
import { S3Error } from './s3-error.ts'
import { encodeStrictly } from './signature.ts'
import { xmlDocument } from './s3-xml.ts'

const owner = { ID: '000000000000', DisplayName: 'local' }

/** ListBuckets. */
export function bucketsDocument(index: ObjectIndex): string {
  return xmlDocument('ListAllMyBucketsResult', {
    Owner: owner,
    Buckets: {
      Bucket: index
        .buckets()
        .map(({ name, createdMs }) => ({ Name: name, CreationDate: new Date(createdMs).toISOString() })),
    },
  })
}

/** ListObjects and ListObjectsV2: up to 1000 keys and common prefixes a page. */
export function objectsDocument(index: ObjectIndex, bucket: string, query: URLSearchParams): string {
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

  const page = pageOf(index, bucket, { prefix, delimiter, limit, after })
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

/** ListParts: all of them in one page. */
export function partsDocument(upload: UploadRecord, parts: readonly PartRecord[]): string {
  return xmlDocument('ListPartsResult', {
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.id,
    StorageClass: 'STANDARD',
    IsTruncated: false,
    MaxParts: 10_000,
    Part: parts.map(({ number, etag, modifiedMs, blob }) => ({
      PartNumber: number,
      LastModified: new Date(modifiedMs).toISOString(),
      ETag: `"${etag}"`,
      Size: blob.size,
    })),
  })
}

/** ListMultipartUploads: all of them in one page. */
export function uploadsDocument(index: ObjectIndex, bucket: string, prefix: string): string {
  return xmlDocument('ListMultipartUploadsResult', {
    Bucket: bucket,
    Prefix: prefix,
    MaxUploads: 1000,
    IsTruncated: false,
    Upload: index
      .uploads(bucket)
      .filter(({ key }) => key.startsWith(prefix))
      .map(({ id, key, startedMs }) => ({
        Key: key,
        UploadId: id,
        StorageClass: 'STANDARD',
        Initiated: new Date(startedMs).toISOString(),
      })),
  })
}

type Page = { objects: ObjectRecord[]; prefixes: string[]; truncated: boolean; last: string }

function pageOf(
  index: ObjectIndex,
  bucket: string,
  wish: { prefix: string; delimiter: string; limit: number; after: string },
): Page {
  const page: Page = { objects: [], prefixes: [], truncated: false, last: '' }
  if (wish.limit === 0) return page
  let skipped = wish.delimiter !== '' && wish.after.endsWith(wish.delimiter) ? wish.after : null
  for (const record of index.objects(bucket, wish.after, wish.prefix)) {
    if (!record.key.startsWith(wish.prefix)) break
    if (skipped !== null && record.key.startsWith(skipped)) continue
    const at = wish.delimiter === '' ? -1 : record.key.indexOf(wish.delimiter, wish.prefix.length)
    if (page.objects.length + page.prefixes.length === wish.limit) {
      page.truncated = true
      break
    }
    if (at < 0) {
      page.objects.push(record)
      page.last = record.key
    } else {
      skipped = record.key.slice(0, at + wish.delimiter.length)
      page.prefixes.push(skipped)
      page.last = skipped
    }
  }
  return page
}

function encodeKey(text: string): string {
  return text.split('/').map(encodeStrictly).join('/')
}
