import { expect, it } from 'vitest'
import { comparableText } from './comparable-text.ts'

it.each([
  ['Résumé.PDF', 'résumé.pdf'],
  ['ÅRSRAPPORT', 'årsrapport'],
  ['İzmir', 'i̇zmir'],
  ['한글', '한글'],
])('%s compares equal however it was typed', (typed, lower) => {
  expect(comparableText(typed.normalize('NFD'))).toBe(lower.normalize('NFC'))
  expect(comparableText(typed.normalize('NFC'))).toBe(lower.normalize('NFC'))
})
