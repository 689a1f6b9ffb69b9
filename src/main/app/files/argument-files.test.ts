import { expect, it } from 'vitest'
import { argumentFiles, filesOfInstance } from './argument-files.ts'

const packaged = { isDefaultApp: false, folder: '/home/ada' }

it('finds the files among the arguments', () => {
  const argv = ['/opt/remotejob', '--inspect=0', 'cat.jpg', '/tmp/a b.txt', '-x', '']
  expect(argumentFiles(argv, packaged)).toEqual(['/home/ada/cat.jpg', '/tmp/a b.txt'])
})

it('skips the app itself while it is not packaged', () => {
  const argv = ['/usr/bin/electron', '--inspect=0', '/opt/checkout', 'cat.jpg']
  expect(argumentFiles(argv, { ...packaged, isDefaultApp: true })).toEqual(['/home/ada/cat.jpg'])
  expect(argumentFiles(['/usr/bin/electron', '.'], { ...packaged, isDefaultApp: true })).toEqual([])
})

it('accepts file URLs, but no other URLs', () => {
  const argv = ['/opt/remotejob', 'file:///tmp/a%20b.txt', 'https://example.com/a', 'file://%zz']
  expect(argumentFiles(argv, packaged)).toEqual(['/tmp/a b.txt'])
})

it('accepts names that contain a colon', () => {
  const argv = ['/opt/remotejob', 'scan:1.pdf', './notes: draft.txt', 'file:/tmp/c.txt', 'remotejob:job']
  expect(argumentFiles(argv, packaged)).toEqual([
    '/home/ada/scan:1.pdf',
    '/home/ada/notes: draft.txt',
    '/tmp/c.txt',
  ])
})

it('accepts only strings from another instance', () => {
  expect(filesOfInstance({ files: ['/tmp/a', 7, null] })).toEqual(['/tmp/a'])
  for (const odd of [null, 'x', {}, { files: 'x' }]) expect(filesOfInstance(odd)).toEqual([])
})

it('accepts at most 10,000 files from another instance', () => {
  expect(filesOfInstance({ files: Array(10_001).fill('/tmp/a') })).toHaveLength(10_000)
})
