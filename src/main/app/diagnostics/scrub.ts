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
  // An address of a person, which single sign-on uses as the name of a session.
  [/(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g, '[address]'],
  // The user or the session in an ARN.
  [/(:(?:user|federated-user)\/)[\w+=,.@/[\]-]*[\w\]]/g, '$1[user]'],
  [/(:assumed-role\/[\w+=,.@-]+\/)[\w+=,.@[\]-]*[\w\]]/g, '$1[session]'],
  // An account id. The last four digits are kept, to tell accounts apart.
  [/(?<!\d)\d{8}(\d{4})(?!\d)/g, '…$1'],
]

/** Removes secrets, account ids and the user's name from text that leaves this computer. */
export function scrub(text: string, homeFolder: string): string {
  const withoutHome = withoutUser(text, homeFolder)
  return identifying.reduce((line, [pattern, stand]) => line.replace(pattern, stand), redact(withoutHome))
}

/** Replaces the home folder, in any spelling, and its name in other paths, such as that of a USB drive. */
function withoutUser(text: string, homeFolder: string): string {
  const parts = homeFolder.split(/[\\/]+/).filter((part) => part !== '')
  const name = parts.at(-1)
  if (name === undefined) return text
  const spelled = parts.map((part) => `(?:${[part, encodeURIComponent(part)].map(escaped).join('|')})`)
  const root = /^[\\/]/.test(homeFolder) ? '[\\\\/]' : ''
  const end = '(?![\\p{L}\\p{N}_-]|\\.[\\p{L}\\p{N}])'
  return text
    .replace(new RegExp(`${root}${spelled.join('[\\\\/]+')}${end}`, 'giu'), '~')
    .replace(new RegExp(`(?<=[\\\\/])${spelled.at(-1)}${end}`, 'giu'), '[user]')
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
}
