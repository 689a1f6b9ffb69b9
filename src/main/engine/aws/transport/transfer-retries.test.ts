import { describe, expect, it, test } from 'vitest'
import { EngineError } from '../../errors/engine-error.ts'
import { BrokenBodyError, brokenRange, damagedPart, withRetries } from './transfer-retries.ts'
import type { RetryPolicy } from './transfer-retries.ts'

const damaged = new EngineError('CHECKSUM_MISMATCH')
const refused = new EngineError('ACCESS_DENIED')
const atOnce: RetryPolicy = { ...brokenRange, maxDelayMs: () => 0 }
const { signal } = new AbortController()

/** Returns a function that fails with each error in turn, then returns how often it was called. */
function failing(errors: readonly unknown[]): () => Promise<number> {
  let calls = 0
  return async () => {
    calls += 1
    if (calls <= errors.length) throw errors[calls - 1]
    return calls
  }
}

describe('withRetries', () => {
  test.each([
    ['a damaged part', damagedPart, damaged, 3],
    ['a broken body', atOnce, new BrokenBodyError(new Error('reset')), 4],
  ])('retries %s a few times', async (_what, policy, error, most) => {
    const errors = Array<unknown>(most - 1).fill(error)
    expect(await withRetries(policy, signal, failing(errors))).toBe(most)
    await expect(withRetries(policy, signal, failing([...errors, error]))).rejects.toBe(error)
  })

  test.each([
    ['a rejected part', damagedPart],
    ['a rejected range', atOnce],
  ])('does not retry %s', async (_what, policy) => {
    await expect(withRetries(policy, signal, failing([refused]))).rejects.toBe(refused)
  })
})

it('resets the number of failures after progress', async () => {
  let received = 0
  const attempt = async (): Promise<void> => {
    received += 1
    if (received < 20) throw new BrokenBodyError(null)
  }
  await withRetries(atOnce, signal, attempt, () => received)
  expect(received).toBe(20)
})

it("ends with the signal's reason", async () => {
  const stopped = new AbortController()
  const attempt = async (): Promise<void> => {
    stopped.abort(refused)
    throw damaged
  }
  await expect(withRetries(damagedPart, stopped.signal, attempt)).rejects.toBe(refused)
})
