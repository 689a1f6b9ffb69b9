import type { EngineClients } from '../transport/clients.ts'
import { throwIfCancelled } from '../../errors/engine-error.ts'
import type { ChecksumResponse } from '../../checksums/etag.ts'
import { isFromS3 } from '../middleware/response-shapes.ts'
import { httpHeaders, type ObjectHeaders } from './object-headers.ts'
import type { CallOptions } from '../transport/aws-call.ts'
import { checksumsIn } from './stored-checksums.ts'
import { isUrlSafe } from './url-safe-key.ts'
import type { PacedBody } from '../transport/paced-body.ts'

/** Larger bodies are paced, and the SDK's overhead hardly matters for them. */
const maxFastBytes = 262_144

/**
 * Stores a small object over the fast path. Returns `null` if the object is not suitable or the request did
 * not clearly succeed. In that case, the SDK has to store it.
 *
 * @throws EngineError `CANCELLED`, or the error of `pace` or `beforeLast`.
 */
export async function putObjectFast(
  { s3Of, homes, capabilities }: EngineClients,
  bucket: string,
  key: string,
  request: ObjectHeaders & { readonly body: PacedBody },
  { signal }: CallOptions,
): Promise<ChecksumResponse | null> {
  const { bytes, crc32, pace, beforeLast, onSent } = request.body
  const { fast } = s3Of(bucket)
  if (fast === null || bytes.byteLength > maxFastBytes || !isUrlSafe(key)) return null
  throwIfCancelled(signal)
  await pace?.(bytes.byteLength)
  await beforeLast?.()
  const { integrity } = capabilities
  const owner = homes.ownerOf(bucket)
  const headers = {
    ...httpHeaders(request),
    ...(integrity.crc32 && { 'x-amz-checksum-crc32': crc32 }),
    ...(owner !== null && { 'x-amz-expected-bucket-owner': owner }),
  }
  const { unsigned } = integrity
  const response = await fast.send(
    { method: 'PUT', bucket, path: `/${key}`, headers, body: bytes, unsigned },
    signal,
  )
  throwIfCancelled(signal)
  // Storing it again is harmless, so an unreadable response is retried too.
  if (response === 'unreadable' || !response?.headers.etag || !isFromS3('PutObject', response)) return null
  if (integrity === capabilities.integrity) capabilities.confirmIntegrity()
  if (bytes.byteLength > 0) onSent?.(bytes.byteLength)
  return checksumsIn(response.headers)
}
