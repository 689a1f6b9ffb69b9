import { EngineError } from '../../engine/errors/engine-error.ts'

/** Returns the error for a sign-in service that is overloaded or down. */
export function unavailable(status: number): EngineError {
  return new EngineError('SERVICE', `The AWS sign-in service is not available (HTTP ${status}).`)
}

/** Returns the error for a response in an unknown format. */
export function unreadable(): EngineError {
  return new EngineError('SERVICE', 'Signing in failed: the response from AWS cannot be read.')
}

/** The reasons for a refusal, as sentences, by OAuth code. */
const refusals: Readonly<Record<string, string>> = {
  access_denied: 'You declined the sign-in in the browser.',
  expired_token: 'The sign-in took too long.',
}

const again = 'Press “Sign in…” to try again.'

/** Returns the message and the hint for a refusal with this OAuth code. */
export function refusalText(reason: string): { readonly message: string; readonly hint: string } {
  const shown = reason.replace(/[^\w.-]/g, '').slice(0, 60)
  return { message: refusals[reason] ?? `AWS refused the sign-in (${shown}).`, hint: again }
}

/** Returns the error for a sign-in that the user has to start again. `reason` is an OAuth code. */
export function refused(reason: string): EngineError {
  const { message, hint } = refusalText(reason)
  return new EngineError('CREDENTIALS_EXPIRED', message, { hint })
}
