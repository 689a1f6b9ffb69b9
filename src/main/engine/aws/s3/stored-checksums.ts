import type { ChecksumResponse } from '../../checksums/etag.ts'

/** Returns the checksums and the encryption from the headers of the response to a PUT. */
export function checksumsIn(headers: Readonly<Record<string, string>>): ChecksumResponse {
  return {
    ETag: headers['etag'],
    ChecksumCRC32: headers['x-amz-checksum-crc32'],
    ServerSideEncryption: headers['x-amz-server-side-encryption'],
    SSECustomerAlgorithm: headers['x-amz-server-side-encryption-customer-algorithm'],
  }
}
