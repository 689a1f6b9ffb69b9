import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { flushFolderOrFail, publishFile, replaceFile } from '../engine/files/atomic-write.ts'

type FolderSync = { readonly current: Promise<void>; next: Promise<void> | null }

const syncs = new Map<string, FolderSync>()

/**
 * Makes the names in a folder durable. A flush covers all renames before it, so calls for the same folder
 * share a flush. Calls that arrive during a flush share the next one.
 */
export function syncFolder(path: string): Promise<void> {
  const running = syncs.get(path)
  if (running === undefined) return beginFlush(path)
  running.next ??= running.current.then(
    () => beginFlush(path),
    () => beginFlush(path),
  )
  return running.next
}

function beginFlush(path: string): Promise<void> {
  const sync: FolderSync = { current: flushFolderOrFail(path), next: null }
  syncs.set(path, sync)
  const over = (): void => {
    if (syncs.get(path) === sync && sync.next === null) syncs.delete(path)
  }
  sync.current.then(over, over)
  return sync.current
}

/** Creates a folder and its parents. Resolves once they are on disk. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = path; ; made = dirname(made)) {
    await syncFolder(dirname(made))
    if (made === first || dirname(made) === made) return
  }
}

/**
 * Moves a file that is on disk to its final path. Resolves once the name is on disk. Creates missing folders.
 */
export async function publishDurably(from: string, to: string): Promise<void> {
  try {
    await publishFile(from, to, syncFolder)
  } catch (error) {
    if (!isMissing(error)) throw error
    await makeFolder(dirname(to))
    await publishFile(from, to, syncFolder)
  }
}

/** Replaces a small file atomically. Only its owner can read it. Resolves once it is on disk. */
export async function writeAtomically(path: string, data: string | Buffer): Promise<void> {
  await makeFolder(dirname(path))
  await replaceFile(path, (file) => file.writeFile(data), { flush: syncFolder })
}

/** True if a file system error means that the file does not exist. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** For `catch`: returns `null` if the file does not exist, otherwise throws the error. */
export function nullIfMissing(error: unknown): null {
  if (isMissing(error)) return null
  throw error
}
