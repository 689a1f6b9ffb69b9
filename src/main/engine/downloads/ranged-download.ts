import { combineCrc32 } from '../checksums/crc32-combine.ts'
import type { PayloadInfo, ObjectSource } from '../aws/s3/object-source.ts'
import type { PartFile } from './part-file.ts'
import { rangeCount, rangeLength } from './part-state.ts'
import { checkCrc32 } from './integrity-check.ts'
import { rangeBytesOf, rangedFromBytes } from './range-plan.ts'
import { RangeReader } from './range-reader.ts'
import type { RangeContext } from './range-reader.ts'
import type { TransferThreads } from '../aws/threads/transfer-threads.ts'
import type { TransferLimits } from '../limits/transfer-limits.ts'

const statusQueues = 8
/** The memory of one lane: a chunk of a thread, or two buffers of the main thread. */
const heldBytes = 1_048_576

/** An object that can be read in ranges. */
export type RangedInfo = PayloadInfo & { readonly etag: string }

/** True if an object is large enough for ranges and has a strong ETag. */
export function isRanged(info: PayloadInfo): info is RangedInfo {
  return info.size > rangedFromBytes && info.etag !== null && !info.etag.startsWith('W/')
}

/** Options of every download. */
export interface RangedOptions {
  readonly limits: TransferLimits
  /** The threads that receive large objects. Default: the main thread receives them. */
  readonly threads?: TransferThreads | undefined
  readonly signal: AbortSignal
  /** The maximum time without data from the server, in milliseconds. */
  readonly stallMs: number
  /** The maximum size of an object whose length is unknown. Default: 5 GiB. */
  readonly maxUnsizedBytes?: number | undefined
  readonly onProgress: (bytesDone: number, bytesTotal: number) => void
}

/**
 * Downloads the missing ranges of a part file, eight at a time, then verifies its CRC-32. Returns its MD5 if
 * it still has to be compared, else `null`.
 *
 * @throws RangesUnsupportedError; EngineError `OBJECT_CHANGED`, `CHECKSUM_MISMATCH`, `CANCELLED`, and errors
 * from the source.
 */
export async function downloadRanges(
  part: PartFile,
  source: ObjectSource,
  info: RangedInfo,
  options: RangedOptions,
): Promise<string | null> {
  const { etag, size } = info
  const state = stateFor(part, info) ?? (await part.begin({ etag, size, rangeBytes: rangeBytesOf(size) }))
  const abort = new AbortController()
  const stop = (): void => abort.abort(options.signal.reason)
  options.signal.addEventListener('abort', stop, { once: true })
  let bytesDone = [...state.done.keys()].reduce((sum, index) => sum + rangeLength(state, index), 0)
  options.onProgress(bytesDone, size)
  const missing = Array.from({ length: rangeCount(state) }, (_, index) => index)
    .filter((index) => !state.done.has(index))
    .values()
  let confirmRanges: (() => void) | undefined
  const confirmed = new Promise<void>((resolve) => {
    confirmRanges = resolve
  })
  const context: RangeContext = {
    source,
    etag,
    limits: options.limits,
    stallMs: options.stallMs,
    signal: abort.signal,
    threads: options.threads,
    descriptor: part.descriptor,
    direct: options.threads === undefined || needsMd5(info) ? null : await part.openDirect(),
    write: (chunk, position) => part.write(chunk, position),
    onBytes: (bytes) => options.onProgress((bytesDone += bytes), size),
    onRange: () => confirmRanges?.(),
  }
  const worker = async (): Promise<void> => {
    const reader = new RangeReader(context, state.rangeBytes)
    for (const index of missing) {
      const bytes = rangeLength(state, index)
      const first = index * state.rangeBytes
      const release = await options.limits.reserve(Math.min(bytes, heldBytes), abort.signal)
      try {
        part.note(index, await reader.read({ first, last: first + bytes - 1 }))
      } finally {
        release()
      }
    }
  }
  try {
    options.signal.throwIfAborted()
    const first = worker()
    // A server without ranges would send the whole object to every lane.
    await Promise.race([confirmed, first])
    await settle([first, ...Array.from({ length: statusQueues - 1 }, worker)], abort)
  } finally {
    options.signal.removeEventListener('abort', stop)
  }
  return check(part, info)
}

/** Returns the state of the part file if it belongs to this version of the object. */
function stateFor(part: PartFile, { etag, size }: RangedInfo): PartFile['state'] {
  const { state } = part
  return state?.etag === etag && state.size === size ? state : null
}

/** Waits for all lanes. The first failure stops the others. */
async function settle(statusQueues: readonly Promise<void>[], abort: AbortController): Promise<void> {
  let failed: { readonly error: unknown } | null = null
  const guarded = statusQueues.map((worker) =>
    worker.catch((error: unknown) => {
      failed ??= { error }
      abort.abort(error)
    }),
  )
  await Promise.all(guarded)
  if (failed !== null) throw (failed as { readonly error: unknown }).error
}

/** True if the file has to be read again for its MD5, which is faster from the system's cache. */
function needsMd5({ crc32, md5 }: RangedInfo): boolean {
  return crc32 === null && md5 !== null
}

async function check(part: PartFile, info: RangedInfo): Promise<string | null> {
  const { state } = part
  if (state === null) return null
  if (info.crc32 === null) return needsMd5(info) ? part.md5() : null
  let crc = 0
  for (let index = 0; index < rangeCount(state); index += 1) {
    crc = combineCrc32(crc, state.done.get(index) ?? 0, rangeLength(state, index))
  }
  checkCrc32(crc, info.crc32)
  return null
}
