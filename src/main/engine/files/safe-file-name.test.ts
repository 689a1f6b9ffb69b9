import { array, assert, constantFrom, integer, oneof, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import { numberedName, payloadFileName, safeFileName, shortenName } from './safe-file-name.ts'

const vectors: readonly (readonly [rule: string, given: string, expected: string])[] = [
  ['a plain name stays', 'cat.jpg', 'cat.jpg'],
  ['the last segment of /', '../../etc/passwd', 'passwd'],
  ['the last segment of \\', 'C:\\Windows\\system32\\evil.dll', 'evil.dll'],
  ['mixed separators', 'a/b\\c/d.txt', 'd.txt'],
  ['nothing after the separator', 'folder/', 'unnamed'],
  ['lone surrogates', 'a\uD800b.txt', 'a\uFFFDb.txt'],
  ['NFC', 'cafe\u0301.txt', 'caf\u00E9.txt'],
  ['C0 and DEL', 'a\u0000b\nc\u007F.txt', 'ab c.txt'],
  ['C1', 'a\u0085b\u009F.txt', 'a b.txt'],
  ['bidi override', 'photo\u202Egpj.exe', 'photogpj.exe'],
  ['bidi isolates and marks', '\u2066a\u2069\u200E\u200F\u061Cb.txt', 'ab.txt'],
  ['zero-width', 'a\u200Bb\u200C\u200D\u2060c\uFEFF.txt', 'abc.txt'],
  ['reserved characters', 'a<b>c:d"e|f?g*h.txt', 'a_b_c_d_e_f_g_h.txt'],
  ['an NTFS stream', 'report.txt:hidden.exe', 'report.txt_hidden.exe'],
  ['a leading dot', '.gitignore', '.gitignore'],
  ['leading dots', '...hidden', 'hidden'],
  ['a joiner in Persian', 'می\u200Cخواهم.pdf', 'می\u200Cخواهم.pdf'],
  ['a family', '👨\u200D👩\u200D👧.jpg', '👨\u200D👩\u200D👧.jpg'],
  ['two spaces', 'a  b.txt', 'a  b.txt'],
  ['a gap before the extension', `photo.jpg${' '.repeat(150)}.exe`, 'photo.jpg .exe'],
  ['a gap of other spaces', `photo.jpg${'\u2800\u00A0'.repeat(75)}.exe`, 'photo.jpg .exe'],
  ['nothing visible', '\u3164\u200B\u2800', 'unnamed'],
  ['nothing visible but an extension', '\u3164.exe', 'unnamed.exe'],
  ['a space that Unicode calls a symbol', '\u2800\u2800.exe', 'unnamed.exe'],
  ['a blank between dots before an extension', '. .exe', 'unnamed.exe'],
  ['blanks and dots before two extensions', '.\u00A0.\u2800.tar.gz', 'unnamed.tar.gz'],
  ['a hidden character between dots', '.\u200B.exe', 'unnamed.exe'],
  ['an accent on nothing', '\u0301.txt', 'unnamed.txt'],
  ['a file that Windows applies to its folder', 'Desktop.ini', '_Desktop.ini'],
  ['a file that a shell runs at login', '.bash_profile', '_.bash_profile'],
  ['a file that names a repository with hooks', '.git', '_.git'],
  ['a file that a completion runs', '.bash_completion', '_.bash_completion'],
  ['a file that lets others log in', '.k5login', '_.k5login'],
  ['a file that an interpreter runs in its folder', '.ghci', '_.ghci'],
  ['a file that names a program for passwords', '.msmtprc', '_.msmtprc'],
  ['a file that every zsh runs', 'home/.ZSHENV', '_.ZSHENV'],
  ['a file that a desktop runs', '.XsessionRC ', '_.XsessionRC'],
  ['a start file in another spelling of macOS', '.baſhrc', '_.baſhrc'],
  ['a start file with a ligature', '.gitconﬁg', '_.gitconﬁg'],
  ['a file that npm obeys', '.npmrc.', '_.npmrc'],
  ['a file that only looks like one', '.bashrc.txt', '.bashrc.txt'],
  ['trailing dots and spaces', ' name.txt . . ', 'name.txt'],
  ['dots only', '..', 'unnamed'],
  ['CON', 'CON', '_CON'],
  ['reserved with an extension', 'con.txt', '_con.txt'],
  ['reserved with two extensions', 'NUL.tar.gz', '_NUL.tar.gz'],
  ['reserved with a space', 'AUX .txt', '_AUX .txt'],
  ['COM0', 'COM0', '_COM0'],
  ['COM with a superscript', 'com².log', '_com².log'],
  ['LPT9', 'LPT9.txt', '_LPT9.txt'],
  ['CONIN$', 'CONIN$', '_CONIN$'],
  ['CONOUT$', 'conout$.txt', '_conout$.txt'],
  ['PRN made visible by cleaning', 'P\u200BRN', '_PRN'],
  ['not reserved', 'CONSOLE.txt', 'CONSOLE.txt'],
  ['not reserved: COM10', 'COM10', 'COM10'],
  ['a leading dash', '-rf', '_-rf'],
  ['never percent-decodes', '..%2F..%2Fetc%2Fpasswd', '%2F..%2Fetc%2Fpasswd'],
  ['empty', '', 'unnamed'],
  ['a tab between words', 'annual\treport.txt', 'annual report.txt'],
  ['line breaks between words', 'annual\r\nreport\n\v\f2\u2028026.txt', 'annual report 2 026.txt'],
  ['tabs before the extension', `invoice.pdf${'\t'.repeat(150)}.exe`, 'invoice.pdf .exe'],
  ['tabs and spaces', `a${' \t'.repeat(9)}b.txt`, 'a b.txt'],
  ['tabs at the edges', '\t a.txt\n', 'a.txt'],
  ['only breaks before the extension', '\t\r\n.exe', 'unnamed.exe'],
  ['reserved with a tab', 'AUX\t.txt', '_AUX .txt'],
  ['white space only', ' \t ', 'unnamed'],
  ['cut at 200 bytes, extension kept', `${'x'.repeat(300)}.jpg`, `${'x'.repeat(196)}.jpg`],
  ['cut by grapheme', `${'e\u0302\u0323'.repeat(100)}.png`, `${'\u1EC7'.repeat(65)}.png`],
  ['a flag is one grapheme', `${'a'.repeat(190)}🇨🇭🇨🇭.txt`, `${'a'.repeat(190)}.txt`],
  ['a sentence is not an extension', `a.${'b'.repeat(300)}`, `a.${'b'.repeat(198)}`],
  ['reserved only after the cut', `NUL.${'\u0301'.repeat(300)}x`, '_NUL'],
  ['1 MiB of spaces', `a${' '.repeat(1_000_000)}b.jpg`, 'a b.jpg'],
  ['1 MiB of accents', `a.jpg${'\u0301\u0316'.repeat(500_000)}`, 'a.jp'],
]

test.each(vectors)('%s', (_rule, given, expected) => {
  expect(safeFileName(given)).toBe(expected)
  expect(safeFileName(expected)).toBe(expected)
})

const forbidden =
  // oxlint-disable-next-line no-control-regex -- controls are what is looked for
  /[\u0000-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u3164\u202A-\u202E\u2060-\u2069\uFEFF<>:"|?*/\\]|\p{Cs}/u
const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/iu

// `npm run audit:security` tries more.
const randomNames = Number(process.env['AUDIT_NAMES'] ?? 4_000)

test('makes random names safe, and a second pass changes nothing', () => {
  const trickyCharacters = constantFrom(
    '..',
    '/',
    '\\',
    '.',
    ' ',
    '-',
    'CON',
    'nul',
    'COM¹',
    '\u202E',
    '\u200B',
    '\uD800',
    ':',
    '\0',
    'e\u0301',

    '🇨🇭',
    '👨‍👩‍👧',
    '.jpg',
    '%2e',
    '\u1160',
    '\u200C',
    '\u2800',
    '    ',
    'خ',
    'desktop.ini',
    '.tar.gz',
    '漢',
    'x'.repeat(60),
    ' .',
  )
  const name = oneof(
    array(oneof(trickyCharacters, string({ unit: 'binary', maxLength: 8 })), { maxLength: 12 }).map((parts) =>
      parts.join(''),
    ),
    string({ unit: 'binary', maxLength: 300 }),
    string({ unit: 'grapheme', maxLength: 300 }),
  )
  assert(
    property(name, integer({ min: 2, max: 9_999 }), (given, number) => {
      for (const result of [safeFileName(given), numberedName(safeFileName(given), number)]) {
        expect(result).not.toBe('')
        expect(Buffer.byteLength(result)).toBeLessThanOrEqual(200)
        expect(result).not.toMatch(forbidden)
        expect(result).not.toMatch(/^[\s-]|^\.[^\p{L}\p{N}_]|[.\s]$|[\s\u2800]{4}/u)
        expect(result).toMatch(/[\p{L}\p{N}\p{P}\p{S}]/u)
        expect(visibleText(result)).toBe(result)
        expect(result).not.toMatch(reserved)
        expect(result.normalize('NFC')).toBe(result)
      }
      expect(safeFileName(safeFileName(given))).toBe(safeFileName(given))
    }),
    { numRuns: randomNames },
  )
})

test('leaves no gap and no joiner before the number', () => {
  expect(numberedName('a   .txt', 2)).toBe('a (2).txt')
  expect(numberedName('a\u200C\u2800.tar.gz', 2)).toBe('a (2).tar.gz')
})

test('replaces a stem without visible characters', () => {
  const ignorable = /\p{Default_Ignorable_Code_Point}/u
  const blanks = [0x1d159, 0x2800, 0xfffc, 0x1680, 0x3000, 0x16fe4, 0x1107f]
  for (let code = 0x13430; code <= 0x13442; code += 1) blanks.push(code)
  for (let code = 0x80; code <= 0xe0fff; code += 1) {
    if (ignorable.test(String.fromCodePoint(code))) blanks.push(code)
  }
  for (const code of blanks) {
    const blank = String.fromCodePoint(code)
    expect([code, safeFileName(`${blank}.exe`)]).toEqual([code, 'unnamed.exe'])
    expect([code, safeFileName(`${blank.repeat(3)}.exe`)]).toEqual([code, 'unnamed.exe'])
    expect([code, safeFileName(`a.jpg${blank.repeat(60)}.exe`)]).toEqual([
      code,
      expect.stringMatching(/^a\.jpg ?\.exe$/),
    ])
  }
})

test('numbers a name before its extension', () => {
  expect(numberedName('cat.jpg', 2)).toBe('cat (2).jpg')
  expect(numberedName('Makefile', 3)).toBe('Makefile (3)')
  expect(numberedName('archive.tar.gz', 2)).toBe('archive (2).tar.gz')
  expect(numberedName('rows.csv.gz.gpg', 2)).toBe('rows (2).csv.gz.gpg')
  expect(numberedName('disc.part2.rar', 2)).toBe('disc (2).part2.rar')
  expect(numberedName('a.tar.gz.001', 2)).toBe('a (2).tar.gz.001')
  expect(numberedName('a.7z.002.sha256', 2)).toBe('a (2).7z.002.sha256')
  expect(numberedName('a.zip.aes', 2)).toBe('a (2).zip.aes')
  expect(numberedName('rows.parquet.zst.md5', 2)).toBe('rows (2).parquet.zst.md5')
  expect(numberedName('v1.2.001', 2)).toBe('v1.2 (2).001')
  expect(numberedName('v1.2.gz', 2)).toBe('v1.2 (2).gz')
  expect(numberedName('.gitignore', 2)).toBe('.gitignore (2)')
  expect(Buffer.byteLength(numberedName(`${'x'.repeat(196)}.jpg`, 10))).toBe(200)
})

test('keeps a stem in a shortened or numbered name', () => {
  expect(shortenName(`ab.${'y'.repeat(30)}`, 30)).toBe(`ab.${'y'.repeat(27)}`)
  expect(shortenName(`${'x'.repeat(60)}.tar.gz`, 30)).toBe(`${'x'.repeat(23)}.tar.gz`)
  expect(shortenName(`a${'\u0301\u0316'.repeat(40)}.jpg`, 30)).toBe('unnamed.jpg')
  for (const name of [
    `a${'.gz'.repeat(66)}`,
    `ab${'.tar.gz'.repeat(20)}`,
    `a${'\u0316'.repeat(95)}.jpg`,
    `a.${'y'.repeat(31)}`,
  ]) {
    for (const bytes of [140, 100, 60, 30]) {
      const short = shortenName(name, bytes)
      expect(Buffer.byteLength(short)).toBeLessThanOrEqual(bytes)
      expect(safeFileName(short)).toBe(short)
      expect(short).not.toMatch(/^[.\s]/)
    }
    const numbered = numberedName(safeFileName(name), 9_999)
    expect(Buffer.byteLength(numbered)).toBeLessThanOrEqual(200)
    expect(safeFileName(numbered)).toBe(numbered)
  }
})

test('names a payload after its filename, otherwise its name, otherwise its key', () => {
  expect(payloadFileName({ filename: 'a/b.txt', name: 'B' }, 'k')).toBe('b.txt')
  expect(payloadFileName({ name: 'Cat Montage' }, 'k')).toBe('Cat Montage')
  expect(payloadFileName({}, 'deep/er/key-1')).toBe('key-1')
  expect(payloadFileName({ filename: '..' }, 'key')).toBe('key')
  expect(payloadFileName({}, null)).toBe('unnamed')
})
