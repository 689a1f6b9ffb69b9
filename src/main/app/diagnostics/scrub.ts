import { redact } from '../log/redact.ts'

/**
 * Matches text that identifies an account or a user, and keys without a name in front of them. The log keeps
 * them; a report does not.
 */
const identifying: readonly (readonly [RegExp, string])[] = [
  // A session token, or any other long secret.
  [/[A-Za-z0-9/+=_-]{100,}/g, '[long value]'],
  // A secret access key has 40 characters.
  [/(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g, '[40 characters]'],
  // An account id. The last four digits are kept, to tell accounts apart.
  [/(?<!\d)\d{8}(\d{4})(?!\d)/g, '…$1'],
  // The password in an address.
  [/(:\/\/)[^/\s@]+@/g, '$1[redacted]@'],
]

/** Removes secrets, account ids and the user's name from a text that leaves this computer. */
export function scrub(text: string, homeFolder: string): string {
  const withoutHome = homeFolder.length > 1 ? text.replaceAll(homeFolder, '~') : text
  return identifying.reduce((line, [pattern, stand]) => line.replace(pattern, stand), redact(withoutHome))
}
