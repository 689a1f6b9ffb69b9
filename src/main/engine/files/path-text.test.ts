import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assert, property, uint8Array } from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { wellFormed } from '../../../shared/texts/well-formed.ts'
import { findPath } from './find-path.ts'
import { pathBytes, pathText } from './path-text.ts'

const odd = (name: string): Buffer => Buffer.from(name, 'latin1')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'path-text-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

test('keeps any bytes as text, even through JSON', () => {
  assert(
    property(uint8Array({ maxLength: 60 }), (bytes) => {
      const text = pathText(Buffer.from(bytes))
      expect(Buffer.from(pathBytes(text)).equals(bytes)).toBe(true)
      expect(JSON.parse(JSON.stringify(text))).toBe(text)
    }),
    { numRuns: 2_000 },
  )
})

test('leaves UTF-8 unchanged, including a replacement character', () => {
  for (const text of ['größe.txt', '👨‍👩‍👧', '테스트', 'a\uFFFDb', '\uFEFFbom']) {
    expect(pathText(Buffer.from(text))).toBe(text)
    expect(pathBytes(text)).toBe(text)
  }
})

test.skipIf(process.platform !== 'linux')(
  'finds a file and its folder although their names are not UTF-8',
  async () => {
    const inner = Buffer.concat([Buffer.from(`${folder}/`), odd('f\u00fcr')])
    await mkdir(inner)
    await writeFile(Buffer.concat([inner, odd('/gro\u00df.txt')]), 'found')
    const path = await findPath(join(folder, 'f\uFFFDr', 'gro\uFFFD.txt'))
    expect(await readFile(pathBytes(path), 'utf8')).toBe('found')
    expect(wellFormed(path)).toBe(join(folder, 'f\uFFFDr', 'gro\uFFFD.txt'))
    await writeFile(Buffer.concat([inner, odd('/gro\u00e4.txt')]), 'another')
    await expect(findPath(join(folder, 'f\uFFFDr', 'gro\uFFFD.txt'))).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    })
    expect(await findPath(join(folder, 'none\uFFFD'))).toBe(join(folder, 'none\uFFFD'))
  },
)
