// @ts-check
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectFolder } from './project.mjs'

/**
 * Returns the command line of an installed tool: the current Node with the tool's script. Unlike
 * the links in node_modules/.bin, it is the same on every system.
 *
 * @param {string} packageName
 * @param {string} [command] default: the package's name
 * @returns {Promise<[node: string, script: string]>}
 */
export async function tool(packageName, command = packageName) {
  const folder = join(projectFolder, 'node_modules', packageName)
  const { bin } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  return [process.execPath, join(folder, typeof bin === 'string' ? bin : bin[command])]
}
