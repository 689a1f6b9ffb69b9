/**
 * A piece of a text. `label` names the hidden character, such as `U+202E`, or is `null` if the text can be
 * shown as it is.
 */
export interface TextPart {
  readonly text: string
  readonly label: string | null
}

/** The maximum number of names in one label. */
const maxLabels = 4

/** Fillers and controls of hieroglyphs, Khitan and Brahmi, which are blank on their own. */
const scriptBlanks = String.raw`\u{13430}-\u{13442}\u{16FE4}\u{1107F}`
// Unicode counts neither the null notehead (U+1D159) nor the object replacement character (U+FFFC)
// as ignorable.
const blanks = String.raw`\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029\uFFF9-\uFFFC\u{1D159}${scriptBlanks}`
// The empty Braille pattern (U+2800) is as wide as a space.
const suspicious = new RegExp(String.raw`[${blanks}]|[\p{Zs}\u2800]{4}`, 'u')
const hidden = new RegExp(`^[${blanks}]$`, 'u')
const scriptBlank = new RegExp(`^[${scriptBlanks}]$`, 'u')
const scriptWithBlanks = new RegExp(
  `^(?![${scriptBlanks}])` +
    String.raw`[\p{Script=Egyptian_Hieroglyphs}\p{Script=Khitan_Small_Script}\p{Script=Brahmi}]$`,
  'u',
)
const joiner = /^[\u200C\u200D]$/u
const variationSelector = /^[\uFE00-\uFE0F\u{E0100}-\u{E01EF}\u180B-\u180D\u180F]$/u
/** Characters that a joiner can connect. In Latin script, a joiner would only be invisible. */
const joinable = /^(?![\0-\u036F]|\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{N}\p{S}]$/u
/** Characters with variants: those outside ASCII, and the ones that become keycaps. */
const variable = /^(?:[#*\d]|(?![\0-\x7F]|\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{N}\p{P}\p{S}])$/u
// Uses the constructor, because the sources are compiled for a language version without the `v` flag.
const gapOrEmoji = new RegExp('[\\p{Zs}\\u2800]{4,}|\\p{RGI_Emoji}', 'gv')
const gaps = /[\p{Zs}\u2800]{4,}/gu
const gap = /^[\p{Zs}\u2800]{4,}$/u

/**
 * Splits a text at everything that is invisible or changes the order of other characters: controls,
 * bidi controls, zero-width characters, fillers, and gaps of four spaces or more, which can hide
 * the text after them. Characters that scripts and emoji need do not count, such as the joiner in a
 * Persian word or in a family emoji. Nor do line breaks and tabs, except in names (`isName`), which
 * are shown on one line.
 */
export function textParts(text: string, isName = false): readonly TextPart[] {
  if (!suspicious.test(text)) return text === '' ? [] : [{ text, label: null }]
  const parts: { text: string; labels: string[] | null }[] = []
  const add = (piece: string, label: string | null): void => {
    const last = parts.at(-1)
    if (piece === '') return
    if (last === undefined || (last.labels === null) !== (label === null)) {
      parts.push({ text: piece, labels: label === null ? null : [label] })
    } else {
      last.text += piece
      if (label !== null) last.labels?.push(label)
    }
  }
  let end = 0
  for (const { 0: match, index } of text.matchAll(gapOrEmoji)) {
    addCharacters(text, end, index, isName, add)
    add(match, gap.test(match) ? `${Array.from(match).length} spaces` : null)
    end = index + match.length
  }
  addCharacters(text, end, text.length, isName, add)
  return parts.map(({ text: piece, labels }) => ({
    text: piece,
    label: labels === null ? null : labelOf(labels),
  }))
}

/** Combines neighbouring labels, because a text may contain thousands. */
function labelOf(labels: readonly string[]): string {
  const [first = ''] = labels
  if (labels.length > 1 && labels.every((label) => label === first)) return `${first} × ${labels.length}`
  if (labels.length <= maxLabels) return labels.join(' ')
  return `${labels.slice(0, maxLabels).join(' ')} and ${labels.length - maxLabels} more`
}

/** Removes everything hidden from a text, but keeps its gaps. */
export function withoutHidden(text: string): string {
  return textParts(text)
    .map(({ text: piece, label }) => (label === null ? piece : (piece.match(gaps) ?? []).join('')))
    .join('')
}

/** Replaces everything hidden with a label, as in `photo⟨U+202E⟩gpj.exe`. For plain text only. */
export function visibleText(text: string, isName = false): string {
  return textParts(text, isName)
    .map(({ text: piece, label }) => (label === null ? piece : `⟨${label}⟩`))
    .join('')
}

function addCharacters(
  text: string,
  start: number,
  end: number,
  isName: boolean,
  add: (piece: string, label: string | null) => void,
): void {
  const characters = Array.from(text.slice(start, end))
  // An emoji can end with a different character than it begins with, and both can be joined.
  let before = start === 0 ? '' : (Array.from(text.slice(Math.max(0, start - 2), start)).at(-1) ?? '')
  for (const [index, character] of characters.entries()) {
    const after = characters[index + 1] ?? Array.from(text.slice(end, end + 2))[0] ?? ''
    const isNecessary = isLayout(character, after) ? !isName : isNeeded(character, before, after)
    const isHidden = hidden.test(character) && !isNecessary
    add(character, isHidden ? nameOf(character) : null)
    before = character
  }
}

/** True for tabs and line breaks. */
function isLayout(character: string, after: string): boolean {
  return character === '\n' || character === '\t' || (character === '\r' && after === '\n')
}

/** True if an invisible character belongs to its neighbours. */
function isNeeded(character: string, before: string, after: string): boolean {
  if (joiner.test(character)) return joinable.test(before) && joinable.test(after)
  if (scriptBlank.test(character)) return scriptWithBlanks.test(before) || scriptWithBlanks.test(after)
  return variationSelector.test(character) && variable.test(before)
}

function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
