import { expect, test } from 'vitest'
import { chunkBytes, SendBuffers } from './send-buffers.ts'

test('responses pass their buffers on, unless a client may still get bytes from them', () => {
  const [one, other] = [new SendBuffers(chunkBytes), new SendBuffers(chunkBytes)]
  expect(new Set([...one.pair, ...other.pair]).size).toBe(4)
  one.release(true)
  const next = new SendBuffers(chunkBytes * 16)
  expect(new Set(next.pair)).toEqual(new Set(one.pair))
  next.release(false)
  const last = new SendBuffers(chunkBytes)
  expect(one.pair).not.toContain(last.pair[0])
  expect(one.pair).not.toContain(last.pair[1])
  last.release(true)
  other.release(true)
  const later = new SendBuffers(chunkBytes)
  // Nothing was being sent, so nothing was kept.
  expect([...other.pair, ...last.pair]).not.toContain(later.pair[0])
  later.release(true)
})

test('a small response takes no more memory than its bytes', () => {
  const buffers = new SendBuffers(10)
  expect(buffers.pair.map(({ length }) => length)).toEqual([10, 10])
  buffers.release(true)
})
