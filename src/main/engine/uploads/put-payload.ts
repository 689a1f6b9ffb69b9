import { basename } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isNetworkError } from '../../../shared/network-error.ts'
import { crc32InSlices, crc32Text } from '../checksums/crc32.ts'
import { EngineError, throwIfCancelled } from '../errors/engine-error.ts'
import { MultipartUpload } from './multipart-upload.ts'
import { slotBytes } from '../files/small-file-reader-message.ts'
import { bufferPool } from './buffer-pool.ts'
import { multipartFromBytes } from './part-plan.ts'
import type { CallOptions } from '../aws/transport/aws-call.ts'
import type { S3Objects } from '../aws/s3/s3-objects.ts'
import type { S3Uploads } from '../aws/s3/s3-uploads.ts'
import type { PacedBody } from '../aws/transport/paced-body.ts'
import type { PayloadBody, StoreOptions, StoreTarget } from './put-options.ts'
import { isSame } from '../files/file-identity.ts'
import type { FileIdentity } from '../files/file-identity.ts'
import { noLimits } from '../limits/transfer-limits.ts'
import { openSourceFile, type SourceFile } from './source-file.ts'

/** The S3 calls that storing an object needs. */
export type S3Calls = { readonly store: S3Objects; readonly uploads: S3Uploads }

const cleanUpMs = 5_000
const breakNoticedMs = 200
/** A file of at most this size is read at once, just before it is sent, so later changes do not matter. */
const readAtOnceBytes = 262_144

/**
 * Stores an object: a file of 16 MiB or more in parts, anything else in one request. S3 verifies the
 * checksum, or it is compared with the one that S3 returns. Removes what a failed, cancelled or damaged
 * upload may have left, unless the key had an object before or the upload can be continued. Returns the
 * number of bytes stored.
 *
 * @throws EngineError `FILE_*`, `CHECKSUM_MISMATCH`, `CANCELLED`, and errors from S3.
 */
export async function putPayload(
  calls: S3Calls,
  target: StoreTarget,
  body: PayloadBody,
  options: StoreOptions,
): Promise<number> {
  if (typeof body === 'object' && 'path' in body) return storeFile(calls, target, body.path, options)
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body
  await within(options, bytes.byteLength, async () => {
    const crc32 = crc32Text(await crc32InSlices(bytes))
    await putChecked(calls, target, { bytes, crc32 }, options)
  })
  return bytes.byteLength
}

async function storeFile(
  calls: S3Calls,
  target: StoreTarget,
  path: string,
  options: StoreOptions,
): Promise<number> {
  const { reader, expected } = options
  const small = expected === undefined || expected.size <= slotBytes ? await reader?.read(path) : null
  if (small) {
    const { bytes, identity, release } = small
    try {
      checkExpected(path, identity, expected)
      const crc32 = crc32Text(small.crc32)
      await within(options, bytes.byteLength, () => putChecked(calls, target, { bytes, crc32 }, options))
      return bytes.byteLength
    } finally {
      release()
    }
  }
  const file = await openSourceFile(path)
  try {
    checkExpected(path, file.identity, expected)
    if (file.size < multipartFromBytes) await storeWhole(calls, target, file, options)
    else await new MultipartUpload(calls, target, file, options).run()
    return file.size
  } finally {
    void file.close()
  }
}

function checkExpected(path: string, found: FileIdentity, expected: FileIdentity | undefined): void {
  if (expected === undefined || isSame(found, expected)) return
  throw new EngineError('FILE_CHANGED', `${basename(path)} was changed before it was uploaded.`, {
    hint: 'Trying again uploads the current version.',
  })
}

async function storeWhole(
  calls: S3Calls,
  target: StoreTarget,
  file: SourceFile,
  options: StoreOptions,
): Promise<void> {
  await within(options, file.size, async () => {
    if (file.size > readAtOnceBytes) {
      const check = (): Promise<void> => file.check()
      const bytes = Buffer.allocUnsafeSlow(file.size)
      const crc32 = crc32Text(await file.read(bytes, 0))
      await putChecked(calls, target, { bytes, crc32, beforeLast: check }, options, check)
      return
    }
    const buffer = bufferPool.take(readAtOnceBytes)
    try {
      const bytes = buffer.subarray(0, file.size)
      const crc32 = crc32Text(await file.read(bytes, 0))
      await file.checkOpen()
      await putChecked(calls, target, { bytes, crc32 }, options)
    } finally {
      bufferPool.release(buffer)
    }
  })
}

/** Calls `run` once this many bytes may be in flight. */
async function within(options: StoreOptions, bytes: number, run: () => Promise<void>): Promise<void> {
  const { limits = noLimits, signal } = options
  try {
    const release = await limits.reserve(bytes, signal ?? new AbortController().signal)
    await run().finally(release)
  } catch (error) {
    throwIfCancelled(signal)
    throw error
  }
}

async function putChecked(
  { store, uploads }: S3Calls,
  target: StoreTarget,
  body: PacedBody,
  options: StoreOptions,
  check?: () => Promise<void>,
): Promise<void> {
  const { bucket, key } = target
  const { limits, signal, onProgress } = options
  const size = body.bytes.byteLength
  const mayRemove = target.keyIsNew || (await isFree(store, bucket, key, options))
  throwIfCancelled(signal)
  let stored = false
  try {
    const sent: PacedBody = {
      ...body,
      onSent: onProgress && ((done) => onProgress(done, size)),
      pace: limits && ((bytes) => limits.pace(bytes, signal ?? new AbortController().signal)),
    }
    await uploads.put(bucket, key, { ...target, body: sent }, { signal })
    stored = true
    await check?.()
    throwIfCancelled(signal)
    if (size === 0) onProgress?.(0, 0)
  } catch (error) {
    const isDamaged = error instanceof EngineError && error.code === 'CHECKSUM_MISMATCH' && !error.cause
    const hasChanged = stored && error instanceof EngineError && error.code === 'FILE_CHANGED'
    // If the same key is uploaded again, a delayed removal could delete the new object.
    const isPutAgain = options.notes?.isResumable && (signal?.aborted || isOutage(error))
    if (isDamaged || hasChanged || (mayRemove && mayHaveStored(error) && !isPutAgain)) {
      // Some servers store what they received before the connection broke, once they detect the break.
      if (!isDamaged) await delay(breakNoticedMs)
      // This must be tried even if the caller's signal has fired.
      await store.remove(bucket, key, { signal: AbortSignal.timeout(cleanUpMs) }).catch(() => {})
    }
    throw error
  }
}

async function isFree(store: S3Objects, bucket: string, key: string, options: CallOptions): Promise<boolean> {
  try {
    await store.head(bucket, key, options)
    return false
  } catch (error) {
    return error instanceof EngineError && error.code === 'OBJECT_NOT_FOUND'
  }
}

function isOutage(error: unknown): boolean {
  return error instanceof EngineError && isNetworkError(error)
}

function mayHaveStored(error: unknown): boolean {
  if (!(error instanceof EngineError)) return true
  if (isNetworkError(error)) {
    const code = (error.cause as { readonly code?: unknown } | undefined)?.code
    return code !== 'ECONNREFUSED' && code !== 'ENOTFOUND' && code !== 'EAI_AGAIN'
  }
  return error.code === 'CANCELLED' || error.code.startsWith('FILE_')
}
