import { expect, test } from 'vitest'
import { textParts, visibleText, withoutHidden } from './hidden-text.ts'

const plain: readonly (readonly [what: string, text: string])[] = [
  ['nothing', ''],
  ['Latin', 'Cat Montage 2.jpg'],
  ['two spaces', 'a  b.txt'],
  ['lines and tabs', 'a\n\tb\r\nc'],
  ['Persian with a joiner', 'می\u200Cخواهم.pdf'],
  ['Devanagari with a joiner', 'क्\u200Dष'],
  ['a family', '👨\u200D👩\u200D👧 at home'],
  ['the flag of England', '🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}.png'],
  ['a heart and a keycap', '❤\uFE0F 1\uFE0F\u20E3'],
  ['a Japanese name with a variant', '葛\u{E0100}城'],
  ['Hebrew', 'שלום'],
  ['hieroglyphs side by side and in a group', '\u{13437}\u{1309D}\u{13430}\u{130A7}\u{13438}.txt'],
  ['Khitan with a filler', '\u{18B00}\u{16FE4}\u{18B01}'],
  ['a note with a stem', '\u{1D158}\u{1D165}'],
]

test.each(plain)('leaves %s unchanged', (_what, text) => {
  expect(visibleText(text)).toBe(text)
  expect(withoutHidden(text)).toBe(text)
})

const escaped: readonly (readonly [what: string, text: string, visible: string, without: string])[] = [
  ['a bidi override', 'photo\u202Egpj.exe', 'photo⟨U+202E⟩gpj.exe', 'photogpj.exe'],
  ['bidi isolates and marks', '\u2066a\u2069\u200E\u061C', '⟨U+2066⟩a⟨U+2069 U+200E U+061C⟩', 'a'],
  ['zero-width characters', 'a\u200Bb\uFEFF', 'a⟨U+200B⟩b⟨U+FEFF⟩', 'ab'],
  ['a joiner between Latin letters', 'pay\u200Dpal', 'pay⟨U+200D⟩pal', 'paypal'],
  ['two joiners', 'می\u200C\u200Cخ', 'می⟨U+200C × 2⟩خ', 'میخ'],
  ['a joiner at the end', 'می\u200C', 'می⟨U+200C⟩', 'می'],
  ['fillers', '\u3164\u115F', '⟨U+3164 U+115F⟩', ''],
  ['a note without a head', 'a\u{1D159}\u{1D159}', 'a⟨U+1D159 × 2⟩', 'a'],
  ['an object replacement character', 'a\uFFFCb', 'a⟨U+FFFC⟩b', 'ab'],
  [
    'blank characters of scripts that the text does not use',
    'a\u{13441}\u{16FE4}\u{1107F}b',
    'a⟨U+13441 U+16FE4 U+1107F⟩b',
    'ab',
  ],
  ['a variation selector after a Latin letter', 'a\uFE0F', 'a⟨U+FE0F⟩', 'a'],
  ['tags without a flag', 'a\u{E0041}', 'a⟨U+E0041⟩', 'a'],
  ['controls', 'a\0b\u007F\u0085\r', 'a⟨U+0000⟩b⟨U+007F U+0085 U+000D⟩', 'ab'],
  ['line separators', 'a\u2028b', 'a⟨U+2028⟩b', 'ab'],
  ['thousands', '\u200B'.repeat(4_000), '⟨U+200B × 4000⟩', ''],
  ['many kinds', '\0\u0001\u0002\u0003\u0004\u0005', '⟨U+0000 U+0001 U+0002 U+0003 and 2 more⟩', ''],
  ['a gap', `a.jpg${' '.repeat(150)}.exe`, 'a.jpg⟨150 spaces⟩.exe', `a.jpg${' '.repeat(150)}.exe`],
  ['a gap of other spaces', `a${'\u2800\u00A0'.repeat(3)}b`, 'a⟨6 spaces⟩b', `a${'\u2800\u00A0'.repeat(3)}b`],
]

test.each([
  ['a tab', 'a\tb.txt', 'a⟨U+0009⟩b.txt'],
  ['line breaks', 'a\r\nb\n.txt', 'a⟨U+000D U+000A⟩b⟨U+000A⟩.txt'],
  ['many tabs', `a.pdf${'\t'.repeat(150)}.exe`, 'a.pdf⟨U+0009 × 150⟩.exe'],
  ['what emoji and scripts need', '👨\u200D👩 می\u200Cخ.pdf', '👨\u200D👩 می\u200Cخ.pdf'],
])('a name shows %s', (_what, name, visible) => {
  expect(visibleText(name, true)).toBe(visible)
})

test.each(escaped)('shows the name of %s', (_what, text, visible, without) => {
  expect(visibleText(text)).toBe(visible)
  expect(withoutHidden(text)).toBe(without)
  expect(
    textParts(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text)
})
