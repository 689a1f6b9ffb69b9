import { EngineError } from '../../engine/errors/engine-error.ts'

/** Returns the error for a sign-in service that is overloaded or down. */
export function unavailable(status: number): EngineError {
  return new EngineError('SERVICE', `The sign-in service of AWS is not available (HTTP ${status}).`)
}

/** Returns the error for a response in an unknown format. */
export function unreadable(): EngineError {
  return new EngineError('SERVICE', 'Signing in failed: the response of AWS cannot be read.')
}
