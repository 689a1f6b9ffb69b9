import type { ChecksumResponse } from '../../checksums/etag.ts'
import { throwIfCancelled } from '../../errors/engine-error.ts'
import type { CallOptions } from '../transport/aws-call.ts'
import type { EngineClients } from '../transport/clients.ts'
import type { FileBody } from '../transport/file-body.ts'
import type { TransferThreads } from '../threads/transfer-threads.ts'
import type { OpenUpload } from './open-upload.ts'
import { checksumsIn } from './stored-checksums.ts'
import { isUrlSafe } from './url-safe-key.ts'

/**
 * Lets a transfer thread send a part from its file over the fast path. Returns `null` if the part is not
 * suitable or was not clearly stored. In that case, the SDK has to send it, which is harmless even if it is
 * already stored.
 *
 * @throws `BodyNotInMemoryError`; EngineError `CANCELLED`
 */
export async function sendPartFast(
  { s3Of, homes, capabilities }: Pick<EngineClients, 's3Of' | 'homes' | 'capabilities'>,
  { bucket, key, uploadId }: OpenUpload,
  number: number,
  body: FileBody,
  { threads, signal }: CallOptions & { readonly threads: TransferThreads },
): Promise<ChecksumResponse | null> {
  const { fastBodies } = s3Of(bucket)
  const { integrity } = capabilities
  if (fastBodies === null || !isUrlSafe(key) || !integrity.unsigned) return null
  throwIfCancelled(signal)
  const owner = homes.ownerOf(bucket)
  const headers = {
    'content-length': String(body.part.bytes),
    'content-type': 'application/octet-stream',
    'x-amz-checksum-crc32': body.crc32,
    ...(owner !== null && { 'x-amz-expected-bucket-owner': owner }),
  }
  const query = `partNumber=${number}&uploadId=${queryValue(uploadId)}`
  const response = await fastBodies.write({ bucket, path: `/${key}`, query, headers, threads, body }, signal)
  throwIfCancelled(signal)
  if (!response?.headers['etag']) return null
  if (integrity === capabilities.integrity) capabilities.confirmIntegrity()
  return checksumsIn(response.headers)
}

/** Encodes a query value as the signature requires. */
function queryValue(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
