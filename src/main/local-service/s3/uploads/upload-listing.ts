import { encodeKey } from '../object-listing.ts'
import { S3Error } from '../s3-error.ts'
import { xmlDocument } from '../s3-xml.ts'
import type { UnfinishedUpload } from './upload-store.ts'

const owner = { ID: '000000000000', DisplayName: 'local' }
const maxUploads = 1000

/**
 * ListMultipartUploads, with up to 1000 unfinished uploads and common prefixes per page. `uploads` must be
 * sorted.
 */
export function uploadsDocument(
  bucket: string,
  uploads: readonly UnfinishedUpload[],
  query: URLSearchParams,
): string {
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const limit = Math.min(Number(query.get('max-uploads') ?? maxUploads), maxUploads)
  if (!Number.isInteger(limit) || limit < 1)
    throw new S3Error('InvalidArgument', 'max-uploads is not a number from 1.')
  const marker = { key: query.get('key-marker') ?? '', id: query.get('upload-id-marker') ?? '' }
  const encode = query.get('encoding-type') === 'url' ? encodeKey : (text: string): string => text

  const found: UnfinishedUpload[] = []
  const prefixes = new Set<string>()
  let [last, isTruncated] = [marker, false]
  for (const upload of afterMarker(uploads, marker)) {
    if (!upload.key.startsWith(prefix)) continue
    const end = delimiter === '' ? -1 : upload.key.indexOf(delimiter, prefix.length)
    const common = end < 0 ? null : upload.key.slice(0, end + delimiter.length)
    if (common !== null && (prefixes.has(common) || common === marker.key)) continue
    if (found.length + prefixes.size === limit) {
      isTruncated = true
      break
    }
    if (common === null) found.push(upload)
    else prefixes.add(common)
    last = common === null ? upload : { key: common, id: '' }
  }
  return xmlDocument('ListMultipartUploadsResult', {
    Bucket: bucket,
    KeyMarker: encode(marker.key),
    UploadIdMarker: marker.id,
    NextKeyMarker: isTruncated ? encode(last.key) : undefined,
    NextUploadIdMarker: isTruncated ? last.id : undefined,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    EncodingType: query.get('encoding-type') ?? undefined,
    MaxUploads: limit,
    IsTruncated: isTruncated,
    Upload: found.map(({ key, id, initiatedMs }) => ({
      Key: encode(key),
      UploadId: id,
      Initiator: owner,
      Owner: owner,
      StorageClass: 'STANDARD',
      Initiated: new Date(initiatedMs).toISOString(),
    })),
    CommonPrefixes: Array.from(prefixes, (text) => ({ Prefix: encode(text) })),
  })
}

/** Returns the uploads after the marker's key. With an id, also later uploads of the same key. */
function afterMarker(
  uploads: readonly UnfinishedUpload[],
  marker: { readonly key: string; readonly id: string },
): readonly UnfinishedUpload[] {
  if (marker.key === '') return uploads
  const markerBytes = Buffer.from(marker.key)
  const at = uploads.findIndex(({ key, id }) => key === marker.key && id === marker.id)
  return uploads.filter(({ key }, i) => {
    const order = Buffer.compare(Buffer.from(key), markerBytes)
    return order > 0 || (order === 0 && at >= 0 && i > at)
  })
}
