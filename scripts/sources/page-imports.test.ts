import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { expect, it } from 'vitest'
import { projectFolder } from '../setup/project.mjs'

/** Matches static imports, re-exports and dynamic imports, but not `import type`. */
const imports = /^(?:import|export)\s(?!type\b)([^;'"]*?\sfrom\s)?'([^']+)'|\bimport\('([^']+)'\)/gm

/** True if an import list has only types. */
function hasOnlyTypes(list: string): boolean {
  const names = /\{([^]*)\}/.exec(list)?.[1]?.split(',') ?? []
  const isNamedOnly = /^\s*\{/.test(list)
  return isNamedOnly && names.every((name) => name.trim() === '' || /^\s*type\s/.test(name))
}

/** Returns the modules that a file loads at run time. */
async function loadedBy(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8')
  return [...text.matchAll(imports)].flatMap(([, list = '', name, later]) => {
    const module = name ?? later ?? ''
    if (hasOnlyTypes(list)) return []
    return [module.startsWith('.') ? join(dirname(file), module) : module]
  })
}

it('the page does not load zod, which would double its size and compiles code', async () => {
  const importers = new Map([[join(projectFolder, 'src/renderer/main.ts'), '']])
  const found: string[] = []
  for (const [file] of importers) {
    for (const module of await loadedBy(file)) {
      if (module === 'zod') found.push(`${relative(projectFolder, file)} ← ${importers.get(file)}`)
      else if (/\.tsx?$/.test(module) && existsSync(module) && !importers.has(module))
        importers.set(module, relative(projectFolder, file))
    }
  }
  expect(importers.size).toBeGreaterThan(300)
  expect(found).toEqual([])
})
