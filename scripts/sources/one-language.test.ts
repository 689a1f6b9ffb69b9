import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { projectFolder } from '../setup/project.mjs'

it('only shared/texts/intl.ts formats numbers and dates for a language', async () => {
  const folder = join(projectFolder, 'src')
  const found: string[] = []
  for (const name of await readdir(folder, { recursive: true })) {
    if (!/\.tsx?$/.test(name) || /\.test\.|testing|gallery/.test(name) || name.endsWith('texts/intl.ts'))
      continue
    const source = await readFile(join(folder, name), 'utf8')
    const uses = source.match(
      /\.toLocale(?:Date|Time)?String\(|new Intl\.(?:NumberFormat|DateTimeFormat|PluralRules|ListFormat)\(/g,
    )
    if (uses !== null) found.push(`${name}: ${uses.join(' ')}`)
  }
  expect(found).toEqual([])
})
