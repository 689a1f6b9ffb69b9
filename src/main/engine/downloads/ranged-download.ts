import { combineCrc32 } from '../checksums/crc32-combine.ts'
import type { PayloadInfo, ObjectSource } from '../aws/s3/object-source.ts'
import type { PartFile } from './part-file.ts'
import { rangeCount, rangeLength } from './part-state.ts'
import { checkCrc32, checkMd5 } from './integrity-check.ts'
import { rangeBytesOf, rangedFromBytes } from './range-plan.ts'
import { RangeReader } from './range-reader.ts'
import type { RangeContext } from './range-reader.ts'
import type { TransferLimits } from '../limits/transfer-limits.ts'

const atOnce = 8
/** What a lane has in memory: its two buffers. */
const heldBytes = 1_048_576

/** What of an object is needed to read it in ranges. */
export type RangedInfo = PayloadInfo & { readonly etag: string }

/** Whether an object is large enough for ranges and has an ETag that can be asked for. */
export function isRanged(facts: PayloadInfo): facts is RangedInfo {
  return facts.size > rangedFromBytes && facts.etag !== null && !facts.etag.startsWith('W/')
}

/** How a ranged download goes on. */
export interface RangedOptions {
  readonly limits: TransferLimits
  readonly signal: AbortSignal
  /** How long a download may bring nothing, in milliseconds. */
  readonly stallMs: number
  readonly onProgress: (bytesDone: number, bytesTotal: number) => void
}

/**
 * Gathers in a part file what it lacks of an object, eight ranges at once, then compares its checksum.
 * @throws NoRangesError; EngineError OBJECT_CHANGED, CHECKSUM_MISMATCH, CANCELLED, and what the source throws.
 */
export async function downloadRanges(
  part: PartFile,
  source: ObjectSource,
  facts: RangedInfo,
  options: RangedOptions,
): Promise<void> {
  const { etag, size } = facts
  const state = fits(part, facts) ?? (await part.begin({ etag, size, rangeBytes: rangeBytesOf(size) }))
  const abort = new AbortController()
  const stop = (): void => abort.abort(options.signal.reason)
  options.signal.addEventListener('abort', stop, { once: true })
  let bytesDone = [...state.done.keys()].reduce((sum, index) => sum + rangeLength(state, index), 0)
  options.onProgress(bytesDone, size)
  const missing = Array.from({ length: rangeCount(state) }, (_, index) => index)
    .filter((index) => !state.done.has(index))
    .values()
  let isKnown: (() => void) | undefined
  const known = new Promise<void>((resolve) => {
    isKnown = resolve
  })
  const work: RangeContext = {
    source,
    etag,
    limits: options.limits,
    stallMs: options.stallMs,
    signal: abort.signal,
    write: (piece, position) => part.write(piece, position),
    onBytes: (bytes) => options.onProgress((bytesDone += bytes), size),
    onRange: () => isKnown?.(),
  }
  const lane = async (): Promise<void> => {
    const reader = new RangeReader(work, state.rangeBytes)
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
    const first = lane()
    // A server that knows no ranges would send the whole object to every lane.
    await Promise.race([known, first])
    await settle([first, ...Array.from({ length: atOnce - 1 }, lane)], abort)
  } finally {
    options.signal.removeEventListener('abort', stop)
  }
  await check(part, facts)
}

/** What it gathered is of this very object. */
function fits(part: PartFile, { etag, size }: RangedInfo): PartFile['state'] {
  const { state } = part
  return state?.etag === etag && state.size === size ? state : null
}

/** Waits for all; the first failure ends the others. */
async function settle(lanes: readonly Promise<void>[], abort: AbortController): Promise<void> {
  let failed: { readonly error: unknown } | null = null
  const guarded = lanes.map((lane) =>
    lane.catch((error: unknown) => {
      failed ??= { error }
      abort.abort(error)
    }),
  )
  await Promise.all(guarded)
  if (failed !== null) throw (failed as { readonly error: unknown }).error
}

async function check(part: PartFile, facts: RangedInfo): Promise<void> {
  const { state } = part
  if (state === null) return
  if (facts.crc32 === null) {
    if (facts.md5 !== null) checkMd5(await part.md5(), facts.md5)
    return
  }
  let crc = 0
  for (let index = 0; index < rangeCount(state); index += 1) {
    crc = combineCrc32(crc, state.done.get(index) ?? 0, rangeLength(state, index))
  }
  checkCrc32(crc, facts.crc32)
}
