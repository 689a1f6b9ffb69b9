import { link, mkdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ContenderInput } from '../runner/contender.ts'
import { filePaths } from './engine.ts'

/**
 * Links the first `size` sample files into their own folder, for tools that copy a whole folder. Call
 * `remove` at the end.
 */
export async function linkFiles(
  input: ContenderInput,
): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = join(input.folder, `linked-${process.pid}`)
  await mkdir(folder)
  for (const path of await filePaths(input)) await link(path, join(folder, basename(path)))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
