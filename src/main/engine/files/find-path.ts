import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EngineError } from '../errors/engine-error.ts'
import { pathBytes, pathText } from './path-text.ts'
import { pathExists } from './path-exists.ts'

/**
 * Finds the file that a path refers to. Dialogs and drops replace bytes that are not UTF-8, so that the path
 * does not exist. In that case, this looks for the folder entry whose name looks the same.
 *
 * @throws EngineError `FILE_UNREADABLE` if several look the same.
 */
export async function findPath(path: string): Promise<string> {
  if (process.platform === 'win32' || !path.includes('\uFFFD') || (await pathExists(path))) return path
  const folder = await findPath(dirname(path))
  const name = basename(path)
  const entries = await readdir(pathBytes(folder), { encoding: 'buffer' }).catch(() => [])
  const alike = entries.filter((entry) => entry.toString('utf8') === name)
  if (alike.length > 1) {
    throw new EngineError('FILE_UNREADABLE', `There are several files that look like ${name}.`, {
      hint: 'Their names are not UTF-8. Rename them, or drop the folder that they are in.',
    })
  }
  return alike[0] === undefined ? path : join(folder, pathText(alike[0]))
}
