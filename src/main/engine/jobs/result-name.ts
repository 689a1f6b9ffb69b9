import { extname } from 'node:path'
import type { Readable } from 'node:stream'
import { safeFileName } from '../files/safe-file-name.ts'
import { examinedBytes, saysIfText, isDisguised } from '../files/disguise.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { StoredJob, StoredResult } from './job-store.ts'

/**
 * Returns the name in a result's key, which follows the MessageId of its job. remotejob 2.x calls a result
 * without a key `undefined`.
 */
export function nameInKey(key: string, messageId: string): string {
  const name = key.slice(messageId.length + 1)
  return name === 'undefined' ? 'output' : name
}

/**
 * Returns the name of a result: the one in its key, or the one in its object if its key has no meaningful one.
 * A worker may have copied the latter from its input, so text is not saved as `photo.jpg`.
 */
export async function resultName(
  queue: JobQueue,
  { messageId }: Pick<StoredJob, 'messageId'>,
  result: StoredResult,
): Promise<string> {
  const { bucket, key, name: known } = result
  const name = extname(known) === '' ? await nameInObject(queue, result) : known
  const isFromKey = key.endsWith(`-${name}`)
  if (isFromKey || messageId === null || !saysIfText(safeFileName(name))) return name
  // If it cannot be read, its transfer fails.
  const head = await firstBytes(queue, bucket, key).catch(() => Buffer.alloc(0))
  return isDisguised(safeFileName(name), head) ? nameInKey(key, messageId) : name
}

async function nameInObject(queue: JobQueue, { bucket, key, name }: StoredResult): Promise<string> {
  // If the object is missing, its transfer fails.
  const detail = await queue.describeObject(bucket, key).catch(() => null)
  return detail?.fields['filename'] || detail?.fields['name'] || name
}

async function firstBytes(queue: JobQueue, bucket: string, key: string): Promise<Buffer> {
  const { signal } = new AbortController()
  const { stream } = await queue
    .source({ bucket, key })
    .read({ first: 0, last: examinedBytes - 1 }, null, signal)
  return readUpTo(stream, examinedBytes)
}

/** A server without ranges sends the whole object. Leaving the loop closes the stream. */
async function readUpTo(stream: Readable, length: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= length) break
  }
  return Buffer.concat(chunks).subarray(0, length)
}
