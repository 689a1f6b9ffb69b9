import type { Connectivity } from './post-json.ts'

/**
 * Shows a running sign-in, and opens its page in the browser. `code` is what the page has to show too, if it shows one.
 * @throws EngineError `ADDRESS_UNSAFE` for a page that does not belong to AWS.
 */
export type ShowPage = (page: string, code: string | null) => Promise<void>

/** One way to sign in with the browser. */
export interface SignInFlow {
  /** The profile whose sign-in it is: the one of the connection, or one that it takes its keys from. */
  readonly profile: string
  /** The address that a config file sets for the service, or `null` for that of AWS. */
  readonly endpoint: string | null
  /** Signs in, and stores the result where the AWS CLI keeps it. */
  signIn(connectivity: Connectivity, show: ShowPage, signal: AbortSignal): Promise<void>
}
