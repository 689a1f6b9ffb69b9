import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

it('the README contains the tested example', async () => {
  const example = await readFile(resolve(root, 'examples/submit-and-claim.ts'), 'utf8')
  expect(await readFile(resolve(root, 'README.md'), 'utf8')).toContain(example.trim())
})
