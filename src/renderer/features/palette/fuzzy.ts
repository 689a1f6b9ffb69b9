import { comparableText } from '../../../shared/texts/comparable-text.ts'

/**
 * Scores how well a string matches what the user typed: higher is better, `null` is no match. The
 * letters must occur in order. Matches at the start of a word score highest, so `sf` finds `Submit
 * files`.
 */
export function fuzzyScore(query: string, text: string): number | null {
  const wanted = comparableText(query).replaceAll(' ', '')
  if (wanted === '') return 0
  const lower = comparableText(text)
  const whole = lower.indexOf(comparableText(query.trim()))
  if (whole >= 0) return 1_000 - whole - lower.length / 100 + (startsWord(lower, whole) ? 500 : 0)
  return inOrder(wanted, lower)
}

function startsWord(text: string, index: number): boolean {
  return index === 0 || !/[\p{L}\d]/u.test(text[index - 1] ?? '')
}

/** Finds the letters of `wanted` in order, at the starts of words where possible. */
function inOrder(wanted: string, text: string): number | null {
  let score = 0
  let from = 0
  let last = -2
  for (const letter of wanted) {
    const starts = nextStart(text, letter, from)
    const next = text.indexOf(letter, from)
    if (next < 0) return null
    // The remaining letters must still follow after the start of a later word.
    const index = next === last + 1 ? next : (starts ?? next)
    score += index === last + 1 ? 6 : startsWord(text, index) ? 8 : 1
    last = index
    from = index + 1
  }
  return score - text.length / 100
}

function nextStart(text: string, letter: string, from: number): number | null {
  for (let index = text.indexOf(letter, from); index >= 0; index = text.indexOf(letter, index + 1)) {
    if (startsWord(text, index)) return index
  }
  return null
}
