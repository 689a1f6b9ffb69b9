import { textParts } from './hidden-text.ts'
import { wellFormed } from './well-formed.ts'

/** The maximum length of a saved file's name, in bytes. */
const longestName = 200

/** The last number in parentheses. */
const numbered = / \(\d+\)(?!.* \(\d+\))/u
const windows =
  /[<>:"|?*]|^(?:CON|PRN|AUX|NUL|COM\d|LPT\d|CONIN\$|CONOUT\$|desktop\.ini|autorun\.inf)(?:\.|$)/iu

/**
 * Says why a file is not saved under the name that its sender gave it, as in “photo?.jpg, which Windows does not
 * allow”. Returns `null` if the name is unchanged, or if the reason is not in the name.
 */
export function nameChange(given: string, used: string): string | null {
  const name = given.normalize('NFC')
  if (name === used) return null
  if (/[/\\]/.test(name)) return 'which contains a path'
  if (/\p{Cc}/u.test(name) || textParts(name).some(({ label }) => label !== null))
    return 'which has hidden characters'
  if (windows.test(name)) return 'which Windows does not allow'
  if (name.startsWith('-')) return 'which programs take for an option'
  if (/^[\s.]|[\s.]$/u.test(name) && name.replace(/^[\s.]+|[\s.]+$/gu, '') === used) {
    return 'which begins or ends with spaces or dots'
  }
  if (bytesOf(name) > longestName) return 'which is too long'
  if (used.replace(numbered, '') === name) return 'which another file already has'
  return null
}

/** Returns the length of a text in UTF-8. */
function bytesOf(text: string): number {
  return encodeURIComponent(wellFormed(text)).replace(/%../g, 'x').length
}
