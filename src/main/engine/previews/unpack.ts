import { createGunzip } from 'node:zlib'

/**
 * Unpacks the start of a gzip file, up to `limit` bytes. A truncated or damaged file yields what comes before
 * the damage. Runs in Node's thread pool.
 */
export async function unpackStart(packed: Buffer, limit: number): Promise<Buffer> {
  const gunzip = createGunzip({ chunkSize: 64 * 1_024 })
  const chunks: Buffer[] = []
  let length = 0
  gunzip.end(packed)
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      length += chunk.length
      if (length >= limit) break
    }
  } catch {
    // Show the part before the damage.
  }
  return Buffer.concat(chunks).subarray(0, limit)
}
