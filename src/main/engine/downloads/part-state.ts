import { z } from 'zod'

const header = z.strictObject({
  version: z.literal(1),
  etag: z.string().min(1),
  size: z.int().positive(),
  rangeBytes: z.int().positive(),
  ino: z.number(),
})
const rangesDone = z.array(z.tuple([z.int().nonnegative(), z.int().min(0).max(0xffff_ffff)]))

/** Which object a part file gathers, and how far it got. */
export interface PartState {
  readonly etag: string
  /** Bytes of the object. */
  readonly size: number
  /** Bytes of every range but the last. */
  readonly rangeBytes: number
  /** The inode of the part file. */
  readonly ino: number
  /** The CRC-32 of each range whose bytes are on the disk, by its number from 0. */
  readonly done: Map<number, number>
  /** All of it is on the disk and was found to be sound, so that it may have its final name by now. */
  whole: boolean
}

/** The first line of a state file. */
export function headLine({ etag, size, rangeBytes, ino }: Omit<PartState, 'done' | 'whole'>): string {
  return `${JSON.stringify({ version: 1, etag, size, rangeBytes, ino })}\n`
}

/** A line that tells of ranges that are on the disk. */
export function doneLine(ranges: readonly (readonly [index: number, crc: number])[]): string {
  return `${JSON.stringify(ranges)}\n`
}

/** The last line of a state file. */
export const wholeLine = '"whole"\n'

/**
 * Reads a state file up to the first line that a crash left torn; `goodBytes` ends before it. `null` where not even
 * its first line is whole.
 */
export function parsePartState(
  text: string,
): { readonly state: PartState; readonly goodBytes: number } | null {
  const lines = text.split('\n').slice(0, -1)
  const head = header.safeParse(parsed(lines[0] ?? ''))
  if (!head.success) return null
  const { version: _, ...facts } = head.data
  const state: PartState = { ...facts, done: new Map(), whole: false }
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

/** How many ranges an object has. */
export function rangeCount({ size, rangeBytes }: Pick<PartState, 'size' | 'rangeBytes'>): number {
  return Math.ceil(size / rangeBytes)
}

/** Bytes of the range of this number. */
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
