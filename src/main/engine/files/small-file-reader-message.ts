import type { FileIdentity } from './file-identity.ts'

/** The size of a slot in the shared memory, and of the largest file that the thread reads, in bytes. */
export const slotBytes = 262_144
/** The number of small files that are uploaded at once. */
export const slotCount = 64

/** The parameters that the thread starts with. */
export interface ReaderData {
  readonly memory: SharedArrayBuffer
}

/** A file to read into a slot. If `slot` is `null`, only its identity is read. */
export interface ReadRequest {
  readonly path: string
  readonly slot: number | null
}

/**
 * The identity of the file whose bytes are now in the slot. `null` means that the thread cannot read it, for
 * whatever reason. Without a slot, `crc32` is 0.
 */
export type ReadResult = (FileIdentity & { readonly crc32: number }) | null
