import { expect, test } from 'vitest'
import { displayName, uploadFields } from './file-to-upload.ts'

const file = { path: '/cats/cat.jpg', name: 'Cat Montage' }
const inFolder = { path: '/photos/2024/b.txt', name: 'b.txt', relativePath: 'photos/2024/b.txt' }

test.each([
  ['a file', { ...file, fields: {} }, { name: 'Cat Montage', filename: 'cat.jpg' }],
  [
    'a file in a folder',
    { ...inFolder, fields: {} },
    { name: 'b.txt', filename: 'b.txt', path: 'photos/2024/b.txt' },
  ],
  [
    'a file with user fields, which take precedence',
    { ...file, fields: { size: '1024', name: 'mine' } },
    { filename: 'cat.jpg', size: '1024', name: 'mine' },
  ],
  [
    'a file with user fields in upper case',
    { ...inFolder, fields: { Name: 'mine', FILENAME: 'x.png', Path: 'p' } },
    { Name: 'mine', FILENAME: 'x.png', Path: 'p' },
  ],
])('the fields of %s', (_what, given, fields) => {
  expect(uploadFields(given)).toEqual(fields)
})

test('lists a file in a folder with its path in the folder', () => {
  expect(displayName(file)).toBe('Cat Montage')
  expect(displayName(inFolder)).toBe('photos/2024/b.txt')
})
