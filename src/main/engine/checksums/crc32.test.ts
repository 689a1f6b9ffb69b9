import { randomBytes } from 'node:crypto'
import { crc32 as direct } from 'node:zlib'
import { expect, it } from 'vitest'
import { crc32InSlices, crc32Number, crc32Text } from './crc32.ts'

it("returns the same CRC-32 in slices and at once, in S3's format", async () => {
  const bytes = randomBytes(3_000_001)
  expect(await crc32InSlices(bytes)).toBe(direct(bytes))
  expect(crc32Text(direct(Buffer.from('123456789')))).toBe('y/Q5Jg==')
  expect(crc32Number('y/Q5Jg==')).toBe(0xcbf43926)
})
