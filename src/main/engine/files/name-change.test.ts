import { expect, test } from 'vitest'
import { nameChange } from '../../../shared/texts/name-change.ts'
import { numberedName, safeFileName } from './safe-file-name.ts'

test.each([
  ['../../etc/passwd', 'which contains a path'],
  ['C:\\work\\a.txt', 'which contains a path'],
  ['photo\u202Egpj.exe', 'which has hidden characters'],
  [`invoice.pdf${' '.repeat(150)}.exe`, 'which has hidden characters'],
  ['line\nbreak.txt', 'which has tabs or line breaks'],
  ['tab\tulated.txt', 'which has tabs or line breaks'],
  ['\tled.txt', 'which has tabs or line breaks'],
  ['bell\u0007 \t.txt', 'which has hidden characters'],
  [`invoice.pdf${'\t'.repeat(150)}.exe`, 'which has tabs or line breaks'],
  ['what?.txt', 'which Windows does not allow'],
  ['12:30.txt', 'which Windows does not allow'],
  ['con.txt', 'which Windows does not allow'],
  ['autorun.inf', 'which Windows does not allow'],
  ['AUX .txt', 'which Windows does not allow'],
  ['COM¹.txt', 'which Windows does not allow'],
  ['desktop.ini ', 'which Windows does not allow'],
  ['a.txt:stream', 'which Windows does not allow'],
  [' - ', 'which programs take for an option'],
  ['...', 'which is blank'],
  ['. .', 'which is blank'],
  ['\u2003\u2003.exe', 'which is blank'],
  ['.a.', 'which begins or ends with spaces or dots'],
  ['a\uD83D', 'which is not valid text'],
  ['-rf', 'which programs take for an option'],
  [' a.txt. ', 'which begins or ends with spaces or dots'],
  [`${'ä'.repeat(120)}.txt`, 'which is too long'],
])('explains why %j is saved under another name: %s', (given, reason) => {
  const used = safeFileName(given)
  expect(used).not.toBe(given)
  expect(nameChange(given, used)).toBe(reason)
})

test.each(['a.txt', 'archive.tar.gz', 'no extension', 'v1.2 notes'])(
  'says that another file already has the name %s',
  (name) => {
    expect(nameChange(name, numberedName(name, 2))).toBe('which another file already has')
  },
)

test.each(['a.txt', 'e\u0301.txt', 'a  b.txt', '.gitignore', 'می\u200cخواهم.txt'])(
  'keeps the name %j',
  (name) => {
    expect(nameChange(name, safeFileName(name))).toBeNull()
  },
)

test('does not explain an unrelated name', () => {
  expect(nameChange('photo.jpg', 'result.txt')).toBeNull()
})
