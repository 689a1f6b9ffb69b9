import { expect, test } from 'vitest'
import { isDisguised } from './disguise.ts'

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
])('a text with the name %s is in disguise', (name) => {
  expect(isDisguised(name, text)).toBe(true)
  expect(isDisguised(name.toUpperCase(), text)).toBe(true)
  expect(isDisguised(name, Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0]))).toBe(false)
  expect(isDisguised(name, Buffer.alloc(0))).toBe(false)
})

test.each(['a.txt', 'a.csv', 'a.svg', 'jpg', 'README'])('a text may have the name %s', (name) => {
  expect(isDisguised(name, text)).toBe(false)
})

test('a PDF that consists of text keeps its name', () => {
  expect(isDisguised('a.pdf', Buffer.from('%PDF-1.4\n1 0 obj\n'))).toBe(false)
})

const starts: Readonly<Record<string, Buffer>> = {
  PNG: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  JPEG: Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
  PDF: Buffer.from('%PDF-1.7'),
  zip: Buffer.from('PK\x03\x04'),
  gzip: Buffer.from([0x1f, 0x8b, 0x08]),
  WebP: Buffer.from('RIFF\x10\n\0\0WEBPVP8 ', 'latin1'),
  MP4: Buffer.from('\0\0\0\x18ftypmp42', 'latin1'),
}

test.each(Object.keys(starts))('%s with the name of a text is in disguise', (kind) => {
  const head = starts[kind] ?? Buffer.alloc(0)
  for (const name of ['a.txt', 'a.CSV', 'a.json', 'a.html']) expect(isDisguised(name, head)).toBe(true)
  expect(isDisguised('a.bin', head)).toBe(false)
})

test.each([
  ['in UTF-16', Buffer.from('\uFEFFA cat.', 'utf16le')],
  ['in Latin-1', Buffer.from('Gr\xFC\xDFe', 'latin1')],
  ['with a null character', Buffer.from('a\0b')],
  ['about PDF files', Buffer.from('Files begin with %PDF-')],
])('a text %s keeps its name', (_, head) => {
  expect(isDisguised('a.txt', head)).toBe(false)
})
