import { expect, it } from 'vitest'
import { comparableText } from './comparable-text.ts'
import { findInText } from './find-in-text.ts'

it.each([
  ['Cat, cat and CAT', 'cat', ['Cat', 'cat', 'CAT']],
  ['aaaa', 'aa', ['aa', 'aa']],
  ['İzmir İSTANBUL', 'istanbul', ['İSTANBUL']],
  ['Die große Straße', 'strasse', ['Straße']],
  ['x ﬁle y', 'file', ['ﬁle']],
  ['x ﬁle y', 'il', ['ﬁl']],
  ['re\u0301sume\u0301 e', 'é', ['e\u0301', 'e\u0301']],
  ['ＡＢＣ abc', 'abc', ['ＡＢＣ', 'abc']],
  ['pho\u00ADto', 'hot', ['ho\u00ADt']],
  ['none', '', []],
  ['ß', 'x', []],
])('in %j, finds the word %j', (text, word, wanted) => {
  expect(findInText(text, comparableText(word)).map(({ start, end }) => text.slice(start, end))).toEqual(
    wanted,
  )
})
