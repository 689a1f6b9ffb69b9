import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { projectFolder } from '../setup/project.mjs'

const folder = join(projectFolder, 'src/renderer')

/** Returns the classes that a style sheet defines. */
function classesIn(sheet: string): Set<string> {
  const selectors = sheet.replaceAll(/\/\*[^]*?\*\//g, '').match(/[^{};]+(?=\{)/g) ?? []
  return new Set(
    selectors.flatMap((one) => [...one.matchAll(/\.([a-z][\w-]*)/gi)].map(([, name = '']) => name)),
  )
}

it('uses only classes that the style sheet defines, so that no rule is lost when a class is renamed', async () => {
  const missing: string[] = []
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith('.tsx')) continue
    const source = await readFile(join(folder, name), 'utf8')
    for (const [, local, path = ''] of source.matchAll(/^import (\w+) from '(.+\.module\.css)'/gm)) {
      const defined = classesIn(await readFile(join(folder, name, '..', path), 'utf8'))
      for (const [, used = ''] of source.matchAll(new RegExp(`\\b${local}\\.(\\w+)`, 'g'))) {
        if (!defined.has(used)) missing.push(`${name}: ${used} is not in ${path}`)
      }
    }
  }
  expect(missing).toEqual([])
})
