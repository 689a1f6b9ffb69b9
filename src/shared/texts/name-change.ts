import { textParts } from './hidden-text.ts'
import { wellFormed } from './well-formed.ts'

/** The maximum length of a saved file's name, in bytes. */
const maxNameLength = 200

const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu
/** The last number in parentheses. */
const numbered = / \(\d+\)(?!.* \(\d+\))/u
const windows =
  /[<>:"|?*]|^(?:(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³]|CONIN\$|CONOUT\$)\s*(?:\.|$)|(?:desktop\.ini|autorun\.inf|folder\.htt)$)/iu
/** Spaces and dots at the ends of a name. */
const edges = /^[\s.\u2800]+|[\s.\u2800]+$/gu

/**
 * Says why a file is not saved under the name that its sender gave it, as in “photo?.jpg, which Windows does not
 * allow”. Returns `null` if the name is unchanged, or if the reason is not in the name.
 */
export function nameChange(given: string, used: string): string | null {
  const name = given.normalize('NFC')
  if (name === used) return null
  if (/[/\\]/.test(name)) return 'which contains a path'
  if (textParts(name.replaceAll(breaks, ' ')).some(({ label }) => label !== null))
    return 'which has hidden characters'
  if (name.search(breaks) !== -1) return 'which has tabs or line breaks'
  if (wellFormed(given) !== given) return 'which is not valid text'
  const core = name.replaceAll(edges, '')
  if (windows.test(core)) return 'which Windows does not allow'
  if (core.startsWith('-')) return 'which programs take for an option'
  if (used.startsWith('unnamed') && !core.startsWith('unnamed')) return 'which is blank'
  if (core !== name && core === used.replaceAll(edges, '')) return 'which begins or ends with spaces or dots'
  if (bytesOf(name) > maxNameLength) return 'which is too long'
  if (used.replace(numbered, '') === name) return 'which another file already has'
  return null
}

/** Returns the length of a string in UTF-8. */
function bytesOf(text: string): number {
  return encodeURIComponent(wellFormed(text)).replace(/%../g, 'x').length
}
