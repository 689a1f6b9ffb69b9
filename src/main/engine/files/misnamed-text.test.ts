import { expect, test } from 'vitest'
import { isMisnamedText } from './misnamed-text.ts'

const text = Buffer.from('A cat.\n')

test.each([
  'a.jpg',
  'IMG_1.CR2',
  'a.dng',
  'a.jfif',
  'a.heif',
  'a.pdf',
  'a.m4v',
  'a.opus',
  'a.parquet',
  'a.tar.gz',
  'a.woff2',
])('detects text in a file named %s', (name) => {
  expect(isMisnamedText(name, text)).toBe(true)
  expect(isMisnamedText(name.toUpperCase(), text)).toBe(true)
  expect(isMisnamedText(name, Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0]))).toBe(false)
  expect(isMisnamedText(name, Buffer.alloc(0))).toBe(false)
})

test.each(['a.txt', 'a.csv', 'a.svg', 'jpg', 'README'])('accepts text in a file named %s', (name) => {
  expect(isMisnamedText(name, text)).toBe(false)
})

test('accepts a PDF that consists of text', () => {
  expect(isMisnamedText('a.pdf', Buffer.from('%PDF-1.4\n1 0 obj\n'))).toBe(false)
})
