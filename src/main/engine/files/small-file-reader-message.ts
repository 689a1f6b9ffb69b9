import type { FileIdentity } from './file-identity.ts'

/** What one slot of the shared memory holds: the largest file that is read so, in bytes. */
export const slotBytes = 262_144
/** As many as small files are under way at once. */
export const slotCount = 32

/** What the thread is given when it starts. */
export interface FileReaderData {
  readonly memory: SharedArrayBuffer
}

/** A file to be read into a slot, or just looked at where there is none. */
export interface FileWish {
  readonly path: string
  readonly slot: number | null
}

/** What the file is, and lies in the slot now; `null` where the file is not for this way of reading, whatever the reason. */
export type FileFound = (FileIdentity & { readonly crc32: number }) | null
