import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sentBody, UnsendablePartError, type SentBody } from './sent-body.ts'

const content = Buffer.alloc(600_000, 'abc')
let folder: string
let path: string
let descriptor: number

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sent-body-'))
  path = join(folder, 'file')
  writeFileSync(path, content)
  descriptor = openSync(path, 'r')
})
afterEach(() => {
  closeSync(descriptor)
  rmSync(folder, { recursive: true })
})

const part = { position: 5, bytes: 500_000 }
const wanted = content.subarray(5, 500_005)

function readAll(body: SentBody): Buffer {
  const chunks: Buffer[] = []
  for (let sent = 0; sent < body.byteLength;) {
    const chunk = Buffer.from(body.next(sent, Infinity))
    chunks.push(chunk)
    sent += chunk.length
  }
  body.end()
  return Buffer.concat(chunks)
}

test('reads part of a file while sending it', () => {
  const body = sentBody({ descriptor, ...part, crc32: crc32(wanted) })
  expect(readAll(body).equals(wanted)).toBe(true)
})

test('withholds the last bytes of a part that changed after its checksum', () => {
  const body = sentBody({ descriptor, ...part, crc32: crc32(wanted) })
  const first = body.next(0, Infinity).byteLength
  expect(first).toBeLessThan(part.bytes)
  writeFileSync(path, content.fill('x', 400_000, 400_001))
  expect(() => body.next(first, Infinity)).toThrow(UnsendablePartError)
})

test('rejects a part that ends early or cannot be read', () => {
  writeFileSync(path, 'short')
  expect(() => readAll(sentBody({ descriptor, ...part, crc32: null }))).toThrow(UnsendablePartError)
  const closed = { descriptor: 9_999, ...part, crc32: null }
  expect(() => readAll(sentBody(closed))).toThrow(UnsendablePartError)
})
