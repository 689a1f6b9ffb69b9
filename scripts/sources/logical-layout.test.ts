import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { projectFolder } from '../setup/project.mjs'

/** A property or value that means left or right. The centre is the same in both directions. */
const leftOrRight = [
  /(?:margin|padding|border|inset)[a-z-]*-(?:left|right)/,
  /^\s*(?:left|right):(?! 50%)/,
  /(?:text-align|float|clear|caption-side):\s*(?:left|right)\b/,
  /inset -?[1-9][\w.]* 0/,
  /\bto (?:left|right)\b(?!.*--to-end)/,
]

/** The four values of a shorthand, if the second and the last differ. */
function hasUnequalSides(line: string): boolean {
  const value = /^\s*(?:padding|margin|inset):\s*(.+);/.exec(line)?.[1] ?? ''
  const [, right, , left] = value.replaceAll(/\([^()]*(?:\([^()]*\)[^()]*)*\)/g, '()').split(/\s+/)
  return left !== undefined && left !== right
}

it('uses start and end instead of left and right, so that right-to-left languages fit too', async () => {
  const folder = join(projectFolder, 'src/renderer')
  const found: string[] = []
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith('.css')) continue
    for (const line of (await readFile(join(folder, name), 'utf8')).split('\n')) {
      const isToken = line.includes('--to-end:')
      if (!isToken && (leftOrRight.some((rule) => rule.test(line)) || hasUnequalSides(line))) {
        found.push(`${name}: ${line.trim()}`)
      }
    }
  }
  expect(found).toEqual([])
})
