import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { isNetworkError } from '../../shared/errors.ts'
import { EngineError, throwIfCancelled } from './errors.ts'
import { openFileBody, type FileBody } from './file-body.ts'
import type { CallOptions, S3Store } from './s3-store.ts'
import type { MultipartJournal } from './transfers/journal.ts'
import type { TransferLimits } from './transfers/transfer-limits.ts'

/** What may be stored: text, bytes, or the file at a path. */
export type PayloadBody = string | Uint8Array | { readonly path: string }

/** Told of the bytes handed to the network so far. */
export type ProgressListener = (bytesDone: number, bytesTotal: number) => void

/** What lets an upload in parts go on after its signal has fired or its process has died. */
export interface ResumeOptions {
  readonly journal: MultipartJournal
  /** Whose upload it is: the same call with the same id goes on with it. */
  readonly transferId: string
  readonly connectionId: string
}

/** Why an upload in parts began again: its file is another one now, or the server has dropped its parts. */
export type RestartReason = 'file-changed' | 'parts-gone'

/** Options of everything that stores. */
export type StoreOptions = CallOptions & {
  readonly onProgress?: ProgressListener | undefined
  /** What bounds all transfers together. Default: nothing. */
  readonly limits?: TransferLimits | undefined
  /**
   * Where a file from 16 MiB on notes its parts, so that a repeated call goes on with them. A failure then leaves
   * the parts on the server; without it they are removed.
   */
  readonly resume?: ResumeOptions | undefined
  /** Told when an upload that was to go on began again instead. */
  readonly onRestart?: ((reason: RestartReason) => void) | undefined
}

type Target = {
  readonly bucket: string
  readonly key: string
  /** Whether the key was made for this object, so that nothing of it can be there already. */
  readonly keyIsNew: boolean
  readonly contentType: string | null
  readonly metadata: Readonly<Record<string, string>>
}

const bufferedBytes = 1_048_576
const cleanUpMs = 5_000
const cutNoticedMs = 200

/**
 * Puts a body into a bucket, counts its MD5 on the way and compares it with what S3 counted. What a failed,
 * cancelled or damaged upload may have left is removed, unless the key had an object before.
 * Returns the bytes stored.
 * @throws EngineError `FILE_*`, `CHECKSUM_MISMATCH`, `CANCELLED`, and what S3 answers.
 */
export async function storePayload(
  store: S3Store,
  target: Target,
  body: PayloadBody,
  options: StoreOptions,
): Promise<number> {
  if (typeof body === 'object' && 'path' in body) return storeFile(store, target, body.path, options)
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body
  await putChecked(store, target, bytes, bytes.byteLength, options, () => md5Of(bytes))
  options.onProgress?.(bytes.byteLength, bytes.byteLength)
  return bytes.byteLength
}

async function storeFile(
  store: S3Store,
  target: Target,
  path: string,
  options: StoreOptions,
): Promise<number> {
  let size = 0
  const file = await openFileBody(path, (done) => options.onProgress?.(done, size))
  size = file.size
  try {
    if (size <= bufferedBytes) {
      // Only a body that can be sent again is retried by the SDK.
      const bytes = await buffer(file.stream)
      await putChecked(store, target, bytes, size, options, () => md5Of(bytes), file.check)
    } else {
      await storeStream(store, target, file, options)
    }
    if (size === 0) options.onProgress?.(0, 0)
    return size
  } finally {
    file.stream.destroy()
    await file.close()
  }
}

async function storeStream(
  store: S3Store,
  target: Target,
  file: FileBody,
  options: StoreOptions,
): Promise<void> {
  const failed = new AbortController()
  let streamError: unknown
  // The SDK does not notice a body that fails, and would wait for the rest until its timeout.
  file.stream.on('error', (error) => {
    streamError = error
    failed.abort()
  })
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal
  try {
    await putChecked(store, target, file.stream, file.size, { signal }, file.md5, file.check)
  } catch (error) {
    throw streamError instanceof EngineError && !options.signal?.aborted ? streamError : error
  }
}

async function putChecked(
  store: S3Store,
  target: Target,
  body: Parameters<S3Store['put']>[2]['body'],
  size: number,
  options: CallOptions,
  md5: () => string,
  check?: () => Promise<void>,
): Promise<void> {
  const { bucket, key, contentType, metadata } = target
  const mayRemove = target.keyIsNew || (await isFree(store, bucket, key, options))
  throwIfCancelled(options.signal)
  try {
    const stored = await store.put(bucket, key, { body, size, contentType, metadata }, options)
    await check?.()
    if (stored !== null && stored !== md5()) throw new EngineError('CHECKSUM_MISMATCH')
    throwIfCancelled(options.signal)
  } catch (error) {
    const damaged = error instanceof EngineError && ['FILE_CHANGED', 'CHECKSUM_MISMATCH'].includes(error.code)
    if (damaged || (mayRemove && mayHaveStored(error))) {
      // Some servers keep what came before the cut, and do so only when they notice it.
      if (!damaged) await delay(cutNoticedMs)
      // The caller's own signal may have fired already, and this has to be tried all the same.
      await store.remove(bucket, key, { signal: AbortSignal.timeout(cleanUpMs) }).catch(() => {})
    }
    throw error
  }
}

async function isFree(store: S3Store, bucket: string, key: string, options: CallOptions): Promise<boolean> {
  try {
    await store.head(bucket, key, options)
    return false
  } catch (error) {
    return error instanceof EngineError && error.code === 'OBJECT_NOT_FOUND'
  }
}

function mayHaveStored(error: unknown): boolean {
  if (!(error instanceof EngineError)) return true
  if (isNetworkError(error)) {
    const code = (error.cause as { readonly code?: unknown } | undefined)?.code
    return code !== 'ECONNREFUSED' && code !== 'ENOTFOUND' && code !== 'EAI_AGAIN'
  }
  return error.code === 'CANCELLED' || error.code.startsWith('FILE_')
}

function md5Of(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex')
}
