import { expect } from 'vitest'
import type { ErrorCode } from '../../../shared/errors.ts'
import { EngineError, toWire } from '../errors/engine-error.ts'

/** Expects a failure with this code, whose message is a sentence and contains no secret. */
export async function expectCode(
  call: Promise<unknown> | (() => unknown),
  code: ErrorCode,
): Promise<EngineError> {
  let error: unknown
  try {
    await (typeof call === 'function' ? call() : call)
  } catch (thrown) {
    error = thrown
  }
  expect(error).toBeInstanceOf(EngineError)
  const known = error as EngineError
  expect(known.code).toBe(code)
  expect(known.message).toMatch(/\.$/)
  expect(JSON.stringify(toWire(known))).not.toMatch(/S3RVER|AWS4-HMAC|\/tmp\//)
  return known
}
