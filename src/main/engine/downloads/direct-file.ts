import { constants } from 'node:fs'
import { open, statfs } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'

/** The types of ext2 to ext4, and of XFS. Others may ignore the request, or be slower with it, such as network drives. */
const directTypes: ReadonlySet<number> = new Set([0xef53, 0x5846_5342])

/**
 * Opens an open file a second time for writes that bypass the system's cache. Returns `null` if that is not possible.
 * The cache takes new memory for each byte, and copying into it can take longer than writing to the disk. Such writes
 * have to start at a block of the disk and come from the start of a page.
 */
export async function openDirect(file: FileHandle): Promise<FileHandle | null> {
  if (process.platform !== 'linux') return null
  // Not the path, because another file may have it by now.
  const path = `/proc/self/fd/${file.fd}`
  try {
    const { type } = await statfs(path)
    return directTypes.has(type) ? await open(path, constants.O_WRONLY | constants.O_DIRECT) : null
  } catch {
    return null
  }
}
