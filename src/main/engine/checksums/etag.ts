import { createHash } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'

/** What an answer says of an object's ETag and encryption. */
export type EtagInfo = {
  readonly ETag?: string | undefined
  readonly ServerSideEncryption?: string | undefined
  readonly SSECustomerAlgorithm?: string | undefined
}

/** What an answer says of a body that was sent. */
export type ChecksumResponse = EtagInfo & { readonly ChecksumCRC32?: string | undefined }

const sliceBytes = 262_144

/** The MD5 in lower-case hex that an ETag is, or `null` where it is something else. */
export function plainMd5(answer: EtagInfo): string | null {
  if (answer.SSECustomerAlgorithm || answer.ServerSideEncryption?.startsWith('aws:')) return null
  return /^"?([0-9a-f]{32})"?$/i.exec(answer.ETag ?? '')?.[1]?.toLowerCase() ?? null
}

/** Whether two ETags are the same, in quotes or not. */
export function isSameEtag(one: string, other: string): boolean {
  return one.replaceAll('"', '') === other.replaceAll('"', '')
}

/** The ETag that S3 gives an object of these parts, or `null` where theirs are no MD5s. */
export function multipartEtag(partEtags: readonly string[]): string | null {
  const hash = createHash('md5')
  for (const ETag of partEtags) {
    const md5 = plainMd5({ ETag })
    if (md5 === null) return null
    hash.update(Buffer.from(md5, 'hex'))
  }
  return `${hash.digest('hex')}-${partEtags.length}`
}

/** The MD5 of bytes in hex, without holding the event loop. */
export async function md5InSlices(bytes: Uint8Array): Promise<string> {
  const hash = createHash('md5')
  for (let start = 0; start < bytes.byteLength; start += sliceBytes) {
    if (start > 0) await turn()
    hash.update(bytes.subarray(start, start + sliceBytes))
  }
  return hash.digest('hex')
}
