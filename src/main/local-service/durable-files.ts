import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

type FolderSync = { readonly current: Promise<void>; next: Promise<void> | null }

const syncs = new Map<string, FolderSync>()

/**
 * Makes the names in a folder durable. Calls for one folder share a flush: one that starts after a rename
 * covers it, so while a flush runs all later calls wait for the same next one.
 */
export function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder, and keeps its entries by itself.
  if (process.platform === 'win32') return Promise.resolve()
  const running = syncs.get(path)
  if (running === undefined) return beginFlush(path)
  running.next ??= running.current.then(
    () => beginFlush(path),
    () => beginFlush(path),
  )
  return running.next
}

function beginFlush(path: string): Promise<void> {
  const sync: FolderSync = { current: flushFolder(path), next: null }
  syncs.set(path, sync)
  const over = (): void => {
    if (syncs.get(path) === sync && sync.next === null) syncs.delete(path)
  }
  sync.current.then(over, over)
  return sync.current
}

async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Makes a folder and its parents, all of them on the disk when this resolves. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = path; ; made = dirname(made)) {
    await syncFolder(dirname(made))
    if (made === first || dirname(made) === made) return
  }
}

/** Renames a file whose content is on the disk already, and brings its new name there. Makes missing folders. */
export async function publishFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (!isMissing(error)) throw error
    await makeFolder(dirname(to))
    await rename(from, to)
  }
  await syncFolder(dirname(to))
}

/**
 * Writes a small file as a whole: beside its name, flushed, renamed, and its folder flushed. After a crash there is
 * the old file or the new one. Only its owner can read it (0600). Makes missing folders.
 */
export async function writeAtomically(path: string, data: string | Buffer): Promise<void> {
  await makeFolder(dirname(path))
  const beside = `${path}.${randomUUID()}.tmp`
  try {
    const file = await open(beside, 'wx', 0o600)
    try {
      await file.writeFile(data)
      await file.datasync()
    } finally {
      await file.close()
    }
    await publishFile(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

/** Whether an error of the file system says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** For `catch`: null where there is no such file; else throws the error. */
export function nullIfMissing(error: unknown): null {
  if (isMissing(error)) return null
  throw error
}
