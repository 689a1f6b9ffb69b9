import { accessSync, constants, statSync } from 'node:fs'
import { pathBytes } from './path-text.ts'

/**
 * What a path leads to: the size of a readable file, or a folder. `null` means that the path has to be
 * checked in the normal way, which also reports errors.
 */
export type Inspected = number | 'folder' | null

/** Examines many paths, one after another. It blocks on the disk, so call it in a thread. */
export function inspectFiles(paths: readonly string[]): Inspected[] {
  return paths.map(lookAt)
}

function lookAt(path: string): Inspected {
  // Bytes that are not UTF-8 were replaced in this path.
  if (path === '' || path.includes('\uFFFD')) return null
  try {
    const info = statSync(pathBytes(path))
    if (info.isDirectory()) return 'folder'
    // A file that reports no bytes may still have some.
    if (!info.isFile() || info.size === 0) return null
    accessSync(pathBytes(path), constants.R_OK)
    return info.size
  } catch {
    return null
  }
}
