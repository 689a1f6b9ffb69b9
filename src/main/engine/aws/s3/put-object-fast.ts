import type { EngineClients } from '../transport/clients.ts'
import { throwIfCancelled } from '../../errors/engine-error.ts'
import type { BodyAnswer } from '../../checksums/etag.ts'
import { httpHeaders, type ObjectHeaders } from './object-headers.ts'
import type { CallOptions } from '../transport/aws-call.ts'
import type { SentBody } from '../transport/paced-body.ts'

/** A larger body leaves in slices, and what the SDK costs is little beside it. */
const leanBytes = 262_144

/**
 * Puts a small object by the lean path. `null` where that is not for it, or did not plainly succeed: then the SDK
 * puts it. @throws EngineError `CANCELLED`, and what the body throws before it is sent.
 */
export async function putLean(
  { lean, traits }: EngineClients,
  bucket: string,
  key: string,
  request: ObjectHeaders & { readonly body: SentBody },
  { signal }: CallOptions,
): Promise<BodyAnswer | null> {
  const { bytes, crc32, pace, beforeLast, onSent } = request.body
  if (lean === null || bytes.byteLength > leanBytes || !isPlain(key)) return null
  throwIfCancelled(signal)
  await pace?.(bytes.byteLength)
  await beforeLast?.()
  const proof = traits.proof
  const headers = { ...httpHeaders(request), ...(proof.crc32 && { 'x-amz-checksum-crc32': crc32 }) }
  const { unsigned } = proof
  const answer = await lean.s3.send(
    { method: 'PUT', bucket, path: `/${key}`, headers, body: bytes, unsigned },
    signal,
  )
  throwIfCancelled(signal)
  if (!answer?.headers.etag) return null
  if (proof === traits.proof) traits.noteProof()
  if (bytes.byteLength > 0) onSent?.(bytes.byteLength)
  const textOf = (name: string): string | undefined => answer.headers[name]?.toString()
  return {
    ETag: answer.headers.etag,
    ChecksumCRC32: textOf('x-amz-checksum-crc32'),
    ServerSideEncryption: textOf('x-amz-server-side-encryption'),
    SSECustomerAlgorithm: textOf('x-amz-server-side-encryption-customer-algorithm'),
  }
}

/** Whether a key is the same in an address, and nothing on the way takes it for another one. */
function isPlain(key: string): boolean {
  return /^[\w.~-]+(?:\/[\w.~-]+)*$/.test(key) && !/(?:^|\/)\.{1,2}(?:\/|$)/.test(key)
}
