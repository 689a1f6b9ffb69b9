import { EngineError } from '../../engine/errors/engine-error.ts'

/** Returns the error for a sign-in service that cannot answer now. */
export function unavailable(status: number): EngineError {
  return new EngineError('SERVICE', `The sign-in service of AWS is not available (HTTP ${status}).`)
}

/** Returns the error for an answer in an unknown form. */
export function unreadable(): EngineError {
  return new EngineError('SERVICE', 'Signing in failed: the answer of AWS cannot be read.')
}
