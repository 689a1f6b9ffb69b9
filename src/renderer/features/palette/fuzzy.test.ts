import { expect, it } from 'vitest'
import { fuzzyScore } from './fuzzy.ts'

function best(query: string, texts: readonly string[]): readonly string[] {
  return texts
    .flatMap((text) => {
      const score = fuzzyScore(query, text)
      return score === null ? [] : [{ text, score }]
    })
    .toSorted((left, right) => right.score - left.score)
    .map(({ text }) => text)
}

const titles = ['Submit files…', 'Submit a folder…', 'Save results', 'Settings', 'Claim next', 'Give back']

it('matches the first letters of words', () => {
  expect(best('sf', titles).slice(0, 2)).toEqual(['Submit files…', 'Submit a folder…'])
  expect(best('cn', titles)).toEqual(['Claim next'])
})

it('ranks an exact match first', () => {
  expect(best('set', titles)[0]).toBe('Settings')
  expect(best('back', titles)).toEqual(['Give back'])
})

it('matches nothing if a letter is missing', () => {
  expect(best('xyz', titles)).toEqual([])
})

it('keeps the order without a query', () => {
  expect(best('', titles)).toEqual(titles)
})

it('matches accents in either Unicode form', () => {
  expect(best('r\u00e9s', ['Re\u0301sume\u0301s'])).toHaveLength(1)
  expect(best('re\u0301s', ['R\u00e9sum\u00e9s'])).toHaveLength(1)
})
