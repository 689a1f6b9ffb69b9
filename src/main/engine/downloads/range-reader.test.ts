import { expect, test } from 'vitest'
import type { ObjectSource } from '../aws/s3/object-source.ts'
import { noLimits } from '../limits/transfer-limits.ts'
import { RangeReader } from './range-reader.ts'

const mebibyte = 1_048_576

test('readers take no buffers before this thread has something to write', () => {
  const context = {
    source: {} as ObjectSource,
    etag: 'etag',
    limits: noLimits,
    stallMs: 1_000,
    signal: new AbortController().signal,
    threads: undefined,
    descriptor: 0,
    direct: null,
    write: () => Promise.resolve(),
    onBytes: () => undefined,
    onRange: () => undefined,
  }
  const before = process.memoryUsage().arrayBuffers
  const readers = Array.from({ length: 8 }, () => new RangeReader(context, 8 * mebibyte))
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(mebibyte)
  expect(readers).toHaveLength(8)
})
