import { expect, test } from 'vitest'
import { displayName, uploadFields } from './file-to-upload.ts'

const file = { path: '/cats/cat.jpg', name: 'Cat Montage' }
const inFolder = { path: '/photos/2024/b.txt', name: 'b.txt', relativePath: 'photos/2024/b.txt' }

test.each([
  ['a file', { ...file, fields: {} }, { name: 'Cat Montage', filename: 'cat.jpg' }],
  [
    'a file of a folder',
    { ...inFolder, fields: {} },
    { name: 'b.txt', filename: 'b.txt', path: 'photos/2024/b.txt' },
  ],
  [
    'a file with fields of the user, which win',
    { ...file, fields: { size: '1024', name: 'mine' } },
    { filename: 'cat.jpg', size: '1024', name: 'mine' },
  ],
  [
    'a file with such fields in capitals',
    { ...inFolder, fields: { Name: 'mine', FILENAME: 'x.png', Path: 'p' } },
    { Name: 'mine', FILENAME: 'x.png', Path: 'p' },
  ],
])('the fields of %s', (_what, given, fields) => {
  expect(uploadFields(given)).toEqual(fields)
})

test('a file of a folder is listed with its path in the folder', () => {
  expect(displayName(file)).toBe('Cat Montage')
  expect(displayName(inFolder)).toBe('photos/2024/b.txt')
})
