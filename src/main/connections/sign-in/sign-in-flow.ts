import type { Connectivity } from './post-json.ts'

/**
 * Shows a running sign-in, and opens its page in the browser. `code` is the code that the page shows too, if
 * any.
 *
 * @throws EngineError `ADDRESS_UNSAFE` for a page that does not belong to AWS.
 */
export type ShowPage = (page: string, code: string | null) => Promise<void>

/** One way to sign in with the browser. */
export interface SignInFlow {
  /** The profile that signs in: the connection's own, or the source profile of its keys. */
  readonly profile: string
  /** The sign-in service's address from the config file, or `null` for AWS's own. */
  readonly endpoint: string | null
  /** Signs in, and stores the result where the AWS CLI keeps it. */
  signIn(connectivity: Connectivity, show: ShowPage, signal: AbortSignal): Promise<void>
}
