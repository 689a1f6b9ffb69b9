import { describe, expect, test } from 'vitest'
import { ResponseReader } from './response-reader.ts'

const ok = 'HTTP/1.1 200 OK\r\n'

/** Reads a response that arrives in parts of this many bytes, in memory that is reused for each part. */
function readInParts(text: string, size: number): { reader: ResponseReader; isComplete: boolean } {
  const reader = new ResponseReader()
  const memory = Buffer.alloc(size)
  let isComplete = false
  for (let at = 0; at < text.length && !isComplete; at += size) {
    const bytes = memory.subarray(0, memory.write(text.slice(at, at + size), 'latin1'))
    isComplete = reader.take(bytes)
    memory.fill(0)
  }
  return { reader, isComplete }
}

const read = (text: string): ReturnType<typeof readInParts> => readInParts(text, text.length)

describe.each([
  ['with a length', `${ok}ETag: "1"\r\nContent-Length: 5\r\n\r\nhello`],
  [
    'with chunks',
    `${ok}etag: "1"\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nhel\r\n02\r\nlo\r\n0\r\n\r\n`,
  ],
  ['with a trailer', `${ok}etag: "1"\r\ntransfer-encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n`],
  [
    'after an interim response',
    `HTTP/1.1 100 Continue\r\n\r\n${ok}etag: "1"\r\ncontent-length: 5\r\n\r\nhello`,
  ],
])('a response %s', (_, text) => {
  test.each([1, 2, 3, 7, text.length])('is read in parts of %d bytes', (size) => {
    const { reader, isComplete } = readInParts(text, size)
    expect(isComplete).toBe(true)
    expect(reader.head).toMatchObject({ status: 200, headers: { etag: '"1"' } })
    expect(reader.body.toString()).toBe('hello')
    expect(reader.hasExcess).toBe(false)
  })

  test('is incomplete without its last byte', () => {
    expect(read(text.slice(0, -1)).isComplete).toBe(false)
  })

  test('does not include what follows it', () => {
    const { reader } = read(`${text}HTTP`)
    expect(reader.hasExcess).toBe(true)
    expect(reader.body.toString()).toBe('hello')
  })
})

test('a response without a length ends when the connection ends', () => {
  const { reader, isComplete } = read(`${ok}\r\nhello`)
  expect({ isComplete, ends: reader.endsWithConnection }).toEqual({ isComplete: false, ends: true })
  expect(reader.body.toString()).toBe('hello')
  expect(read(`${ok}Content-Length: 9\r\n\r\nhello`).reader.endsWithConnection).toBe(false)
})

test('a response without a body is complete after its head', () => {
  expect(read('HTTP/1.1 204 No Content\r\n\r\n').isComplete).toBe(true)
  expect(read(`${ok}Content-Length: 0\r\n\r\n`).isComplete).toBe(true)
})

test.each([
  ['another protocol', 'SSH-2.0\r\n\r\n'],
  ['two content lengths', `${ok}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
  [
    'a content length with chunks',
    `${ok}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`,
  ],
  ['a compressed body', `${ok}Transfer-Encoding: gzip\r\n\r\nx`],
  ['a negative length', `${ok}Content-Length: -1\r\n\r\n`],
  ['a chunk without a size', `${ok}Transfer-Encoding: chunked\r\n\r\nx\r\n`],
  ['a chunk that is longer than its size', `${ok}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n`],
  ['an endless chunk size', `${ok}Transfer-Encoding: chunked\r\n\r\n${'0'.repeat(9_000)}`],
  ['a line feed in a header', `${ok}X: a\nY: b\r\n\r\n`],
  ['an endless head', `${ok}X: ${'a'.repeat(70_000)}`],
  ['endless interim responses', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(17)],
  ['an error that is too long', `HTTP/1.1 500 Oh\r\nContent-Length: 70000\r\n\r\n${'a'.repeat(70_000)}`],
])('refuses %s', (_, text) => {
  expect(() => read(text)).toThrow(expect.objectContaining({ code: 'EPROTO' }))
})

test('refuses a body of more than 32 MiB', () => {
  const reader = new ResponseReader()
  reader.take(Buffer.from(`${ok}Content-Length: 999999999\r\n\r\n`))
  const mebibyte = Buffer.alloc(1_048_576)
  for (let count = 0; count < 32; count += 1) reader.take(mebibyte)
  expect(() => reader.take(mebibyte)).toThrow('too long')
})
