import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { comparableText } from './comparable-text.ts'

it.each([
  ['Résumé.PDF', 'résumé.pdf'],
  ['ÅRSRAPPORT', 'årsrapport'],
  ['한글', '한글'],
  ['İzmir', 'izmir'],
  ['IŞIK', 'ışık'],
  ['Straße', 'STRASSE'],
  ['GROẞ', 'groß'],
  ['ﬁle ﬂow ﬀ', 'FILE flow ff'],
  ['ＦＵＬＬ１２', 'full12'],
  ['ｶﾀｶﾅ', 'カタカナ'],
  ['ΟΔΟΣ', 'οδος'],
  ['ſize', 'SIZE'],
  ['x² ½', 'X2 1⁄2'],
  ['㎏', 'kg'],
  ['a\u00A0b\u3000c', 'A b c'],
  ['pho\u00ADto\u200B.png', 'photo.png'],
  ['❤️', '❤'],
  ['ᾳ', 'ΑΙ'],
  ['ǆ', 'ǅ'],
])('%s and %s are equal', (one, other) => {
  for (const form of ['NFC', 'NFD'] as const) {
    expect(comparableText(one.normalize(form))).toBe(comparableText(other))
    expect(comparableText(other.normalize(form))).toBe(comparableText(one))
  }
})

it.each([
  ['é', 'e'],
  ['ö', 'oe'],
  ['か', 'が'],
  ['a', 'а'],
])('%s and %s are different', (one, other) => {
  expect(comparableText(one)).not.toBe(comparableText(other))
})

it('treats all spellings of a string as equal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 8 }), (text) => {
      const folded = comparableText(text)
      expect(comparableText(folded)).toBe(folded)
      for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) {
        expect(comparableText(text.normalize(form))).toBe(folded)
      }
      expect(comparableText(text.toUpperCase())).toBe(folded)
      expect(comparableText(text.toLowerCase())).toBe(folded)
    }),
    { numRuns: 2_000 },
  )
})
