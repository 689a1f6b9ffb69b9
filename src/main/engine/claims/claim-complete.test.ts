import { expect, test } from 'vitest'
import { assetKeys } from './claim-complete.ts'

const keysOf = (...names: string[]): string[] => assetKeys(names.map((name) => ({ name })))

test("keeps the protocol's key for a single result", () => {
  expect(keysOf('cat.jpg')).toEqual(['output'])
})

test('gives results different keys when their names differ only by case or normalization', () => {
  expect(keysOf('Cat.jpg', 'cat.JPG', 'cat (2).jpg', 'CAT.jpg')).toEqual([
    'Cat.jpg',
    'cat (2).JPG',
    'cat (2) (2).jpg',
    'CAT (3).jpg',
  ])
  expect(keysOf('\u00DCber.txt', 'u\u0308ber.txt', '\u00FCber.txt')).toEqual([
    '\u00DCber.txt',
    '\u00FCber (2).txt',
    '\u00FCber (3).txt',
  ])
})

test('numbers 20,000 files with the same name', () => {
  const keys = keysOf(...Array.from({ length: 20_000 }, () => 'index.html'))
  // If the search for a free number began at 2 for every file, this would take minutes.
  expect(new Set(keys).size).toBe(20_000)
  expect(keys.at(-1)).toBe('index (20000).html')
})
