import { z } from 'zod'

const header = z.strictObject({
  version: z.literal(1),
  etag: z.string().min(1),
  size: z.int().positive(),
  rangeBytes: z.int().positive(),
  ino: z.number(),
})
const rangesDone = z.array(z.tuple([z.int().nonnegative(), z.int().min(0).max(0xffff_ffff)]))

/** The object of a part file, and its finished ranges. */
export interface PartState {
  readonly etag: string
  /** The object's size in bytes. */
  readonly size: number
  /** The size of every range except the last, in bytes. */
  readonly rangeBytes: number
  /** The part file's inode. */
  readonly ino: number
  /** The CRC-32 of each range that is on disk, by index. */
  readonly done: Map<number, number>
  /** True if the file is complete, verified and on disk, so that it may already have its final name. */
  whole: boolean
}

/** Returns the first line of a state file. */
export function headLine({ etag, size, rangeBytes, ino }: Omit<PartState, 'done' | 'whole'>): string {
  return `${JSON.stringify({ version: 1, etag, size, rangeBytes, ino })}\n`
}

/** Returns a line of a state file that lists ranges on disk. */
export function doneLine(ranges: readonly (readonly [index: number, crc: number])[]): string {
  return `${JSON.stringify(ranges)}\n`
}

/** The last line of a state file. */
export const wholeLine = '"whole"\n'

/**
 * Parses a state file up to the first line that a crash has damaged, which starts at `goodBytes`. Returns
 * `null` if the first line is damaged.
 */
export function parsePartState(
  text: string,
): { readonly state: PartState; readonly goodBytes: number } | null {
  const lines = text.split('\n').slice(0, -1)
  const head = header.safeParse(parsed(lines[0] ?? ''))
  if (!head.success) return null
  const { version: _, ...object } = head.data
  const state: PartState = { ...object, done: new Map(), whole: false }
  const count = rangeCount(state)
  let goodBytes = Buffer.byteLength(lines[0] ?? '') + 1
  for (const line of lines.slice(1)) {
    state.whole = `${line}\n` === wholeLine
    if (state.whole) break
    const ranges = rangesDone.safeParse(parsed(line))
    if (!ranges.success || ranges.data.some(([index]) => index >= count)) break
    for (const [index, crc] of ranges.data) state.done.set(index, crc)
    goodBytes += Buffer.byteLength(line) + 1
  }
  return { state, goodBytes }
}

/** Returns how many ranges an object has. */
export function rangeCount({ size, rangeBytes }: Pick<PartState, 'size' | 'rangeBytes'>): number {
  return Math.ceil(size / rangeBytes)
}

/** Returns a range's size in bytes. */
export function rangeLength(
  { size, rangeBytes }: Pick<PartState, 'size' | 'rangeBytes'>,
  index: number,
): number {
  return Math.min(rangeBytes, size - index * rangeBytes)
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
