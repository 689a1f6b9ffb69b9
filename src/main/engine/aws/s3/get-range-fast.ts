import type { Readable } from 'node:stream'
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { throwIfCancelled } from '../../errors/engine-error.ts'
import type { CallOptions } from '../transport/aws-call.ts'
import type { TransferThreads } from '../threads/transfer-threads.ts'
import { isFromS3 } from '../middleware/response-shapes.ts'
import type { ByteRange } from './object-source.ts'
import type { RegionalClients } from './s3-call.ts'
import { isUrlSafe } from './url-safe-key.ts'

/** A range to open. `ifMatch` is the ETag that the object must still have. */
export type FastRange = {
  readonly range: ByteRange
  readonly ifMatch: string | null
  /** The threads that receive the body. */
  readonly threads: TransferThreads
}

/** The part of the SDK's output that is needed for a range. */
export type RangeOutput = Pick<
  GetObjectCommandOutput,
  | 'ContentRange'
  | 'ContentLength'
  | 'ContentType'
  | 'ETag'
  | 'Metadata'
  | 'ServerSideEncryption'
  | 'SSECustomerAlgorithm'
> & { readonly Body: Readable }

const metadataPrefix = 'x-amz-meta-'

/**
 * Opens a range of an object over the fast path, for a transfer thread to receive. Returns `null` if the
 * object is not suitable or the server did not clearly return a range. In that case, the SDK has to read it.
 *
 * @throws EngineError `CANCELLED`
 */
export async function getRangeFast(
  { s3Of, homes }: RegionalClients,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  { range, ifMatch, threads }: FastRange,
  { signal }: CallOptions,
): Promise<RangeOutput | null> {
  const { fastBodies } = s3Of(bucket)
  if (fastBodies === null || !isUrlSafe(key)) return null
  throwIfCancelled(signal)
  const owner = homes.ownerOf(bucket)
  const asked = {
    range: `bytes=${range.first}-${range.last}`,
    ...(ifMatch !== null && { 'if-match': ifMatch }),
    ...(owner !== null && { 'x-amz-expected-bucket-owner': owner }),
  }
  const request = { bucket, path: `/${key}`, headers: asked, threads, body: null }
  const response = await fastBodies.read(request, signal)
  throwIfCancelled(signal)
  if (response === null) return null
  const { headers, body } = response
  if (!headers['etag'] || !headers['content-range'] || !isFromS3('GetObject', { headers, body: null })) {
    ;(body as Readable).destroy()
    return null
  }
  return {
    ContentRange: headers['content-range'],
    ContentLength: Number(headers['content-length']),
    ContentType: headers['content-type'],
    ETag: headers['etag'],
    Metadata: metadataOf(headers),
    ServerSideEncryption: headers[
      'x-amz-server-side-encryption'
    ] as GetObjectCommandOutput['ServerSideEncryption'],
    SSECustomerAlgorithm: headers['x-amz-server-side-encryption-customer-algorithm'],
    Body: body as Readable,
  }
}

function metadataOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  const metadata: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(metadataPrefix)) metadata[name.slice(metadataPrefix.length)] = value
  }
  return metadata
}
