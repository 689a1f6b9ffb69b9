import { createHash } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'

/** The ETag and encryption of an object in an S3 response. */
export type EtagInfo = {
  readonly ETag?: string | undefined
  readonly ServerSideEncryption?: string | undefined
  readonly SSECustomerAlgorithm?: string | undefined
}

/** The checksums of a stored body in an S3 response. */
export type ChecksumResponse = EtagInfo & { readonly ChecksumCRC32?: string | undefined }

const sliceBytes = 262_144

/** Returns the MD5 in lower-case hex if the ETag looks like one, else `null`. */
export function plainMd5(response: EtagInfo): string | null {
  if (response.SSECustomerAlgorithm || response.ServerSideEncryption?.startsWith('aws:')) return null
  return /^"?([0-9a-f]{32})"?$/i.exec(response.ETag ?? '')?.[1]?.toLowerCase() ?? null
}

/** True if an object is encrypted. In that case, even an ETag of 32 hex digits may not be its MD5. */
export function isEncrypted({ ServerSideEncryption, SSECustomerAlgorithm }: EtagInfo): boolean {
  return Boolean(ServerSideEncryption) || Boolean(SSECustomerAlgorithm)
}

/** True if two ETags are equal, ignoring quotes. */
export function isSameEtag(one: string, other: string): boolean {
  return one.replaceAll('"', '') === other.replaceAll('"', '')
}

/** Returns the ETag of an object that consists of these parts, or `null` if their ETags are not MD5s. */
export function multipartEtag(partEtags: readonly string[]): string | null {
  const hash = createHash('md5')
  for (const ETag of partEtags) {
    const md5 = plainMd5({ ETag })
    if (md5 === null) return null
    hash.update(Buffer.from(md5, 'hex'))
  }
  return `${hash.digest('hex')}-${partEtags.length}`
}

/** Returns the MD5 in hex, without blocking the event loop. */
export async function md5InSlices(bytes: Uint8Array): Promise<string> {
  const hash = createHash('md5')
  for (let start = 0; start < bytes.byteLength; start += sliceBytes) {
    if (start > 0) await turn()
    hash.update(bytes.subarray(start, start + sliceBytes))
  }
  return hash.digest('hex')
}
