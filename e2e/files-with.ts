import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Returns all files in a folder, at any depth, that contain the text. */
export async function filesWith(folder: string, text: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  const contents = await Promise.all(
    names.map(async (name) => [name, await readFile(join(folder, name), 'latin1').catch(() => '')] as const),
  )
  return contents.filter(([, content]) => content.includes(text)).map(([name]) => name)
}
