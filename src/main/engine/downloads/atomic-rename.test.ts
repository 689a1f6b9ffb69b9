import { writeFileSync } from 'node:fs'
import promises, { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { publish } from './atomic-rename.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-publish-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Creates `a.txt` to `a (COUNT).txt`. */
function fill(count: number): void {
  writeFileSync(join(folder, 'a.txt'), '')
  for (let number = 2; number <= count; number += 1) writeFileSync(join(folder, `a (${number}).txt`), '')
}

async function published(): Promise<string> {
  const part = join(folder, 'part')
  await writeFile(part, 'new')
  return basename(await publish(part, folder, 'a.txt'))
}

/** Counts how often a name is tried. */
function countLinks(): { readonly calls: number; restore(): void } {
  const { link } = promises
  const counted = {
    calls: 0,
    restore() {
      Object.assign(promises, { link })
      syncBuiltinESMExports()
    },
  }
  const counting = (...paths: Parameters<typeof link>): Promise<void> => {
    counted.calls += 1
    return link(...paths)
  }
  Object.assign(promises, { link: counting })
  syncBuiltinESMExports()
  return counted
}

test('finds a number among thousands of files with the same name, without trying each', async () => {
  fill(4_000)
  const links = countLinks()
  try {
    expect(await published()).toBe('a (4001).txt')
    expect(await published()).toBe('a (4002).txt')
  } finally {
    links.restore()
  }
  expect(links.calls).toBeLessThan(40)
})

test.each([1, 2, 7, 8, 9, 10, 16, 17, 18, 31, 100])('takes the next number after %d files', async (count) => {
  fill(count)
  expect(await published()).toBe(`a (${count + 1}).txt`)
})

test('overwrites nothing, even if files between others were deleted', async () => {
  fill(60)
  for (const number of [5, 20, 40]) await unlink(join(folder, `a (${number}).txt`))
  const names = [await published(), await published(), await published(), await published()]
  expect(names[0]).toBe('a (5).txt')
  expect(new Set(names).size).toBe(4)
  expect(names.every((name) => !/\((?:[2346-8]|1\d)\)/.test(name))).toBe(true)
})
