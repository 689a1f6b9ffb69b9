import type { Readable } from 'node:stream'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { crc32OfStream } from '../../checksums/crc32.ts'
import { isEncrypted, md5InSlices, plainMd5, type ChecksumResponse } from '../../checksums/etag.ts'
import { EngineError } from '../../errors/engine-error.ts'
import type { CallOptions } from '../transport/aws-call.ts'
import type { EngineClients } from '../transport/clients.ts'
import type { FileBody } from '../transport/file-body.ts'
import type { PacedBody } from '../transport/paced-body.ts'
import type { ServerCapabilities } from '../transport/server-capabilities.ts'
import { callS3 } from './s3-call.ts'

/**
 * Compares the checksum or the ETag in a response with the body that was sent. `doubtful` means that the ETag
 * is not the body's MD5, and it is unknown whether it should be.
 */
export async function compareStored(
  { etags }: ServerCapabilities,
  kind: 'objects' | 'parts',
  response: ChecksumResponse,
  body: PacedBody | FileBody,
): Promise<'same' | 'different' | 'doubtful'> {
  if (response.ChecksumCRC32) return response.ChecksumCRC32 === body.crc32 ? 'same' : 'different'
  // S3 confirms every object with an ETag. Without one, something else may have responded.
  if (kind === 'objects' && !response.ETag) return 'doubtful'
  const md5 = etags[kind] === false ? null : plainMd5(response)
  if (md5 === null) return 'same'
  if (md5 === (await ('part' in body ? body.md5() : md5InSlices(body.bytes)))) {
    etags[kind] = true
    return 'same'
  }
  return etags[kind] === true && !isEncrypted(response) ? 'different' : 'doubtful'
}

/**
 * Verifies an object that was stored in one request. Reads it back if its ETag is doubtful, which happens
 * once per connection.
 *
 * @throws EngineError `CHECKSUM_MISMATCH` if it differs from this body.
 */
export async function verifyStored(
  clients: EngineClients,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  response: ChecksumResponse,
  body: PacedBody,
  options: CallOptions,
): Promise<void> {
  const outcome = await compareStored(clients.capabilities, 'objects', response, body)
  if (outcome === 'same') return
  if (outcome === 'different' || !(await holdsBytes(clients, bucket, key, body.crc32, options))) {
    throw new EngineError('CHECKSUM_MISMATCH')
  }
  clients.capabilities.etags.objects = false
}

/**
 * Reads an object back and returns true if it has this CRC-32. Without read permission, the result is true if
 * the server has verified the CRC-32 sent with the body.
 *
 * @throws the errors of `fromAwsError`.
 */
export async function holdsBytes(
  clients: EngineClients,
  bucket: string,
  key: string,
  crc32: string,
  options: CallOptions,
): Promise<boolean> {
  try {
    const context = { what: 'Checking the payload', bucket, key }
    return await callS3(clients, context, options, async (send, { s3 }) => {
      const response = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }), send)
      return (await crc32OfStream(response.Body as Readable)) === crc32
    })
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    if (error.code === 'OBJECT_NOT_FOUND') return false
    if (error.code !== 'ACCESS_DENIED') throw error
    return clients.capabilities.integrity.crc32
  }
}
