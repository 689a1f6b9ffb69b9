import { comparableText, isAscii } from './comparable-text.ts'

/** A part of a string, from `start` up to but not including `end`. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Finds every occurrence of a word in a string, in any spelling. `word` is from {@link comparableText}. */
export function findInText(text: string, word: string): readonly TextRange[] {
  const folded = comparableText(text)
  const found: TextRange[] = []
  if (word === '') return found
  const offsets = isAscii(text) ? null : offsetsOf(text, folded.length)
  for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + word.length)) {
    const last = at + word.length - 1
    found.push(
      offsets === null
        ? { start: at, end: last + 1 }
        : { start: offsets.starts[at] ?? text.length, end: offsets.ends[last] ?? text.length },
    )
  }
  return found
}

/** For each character of the folded text, returns where the character that it came from begins and ends in the text. */
function offsetsOf(
  text: string,
  length: number,
): { readonly starts: Uint32Array; readonly ends: Uint32Array } {
  const starts = new Uint32Array(length).fill(text.length)
  const ends = new Uint32Array(length).fill(text.length)
  let at = 0
  for (const { segment, index } of graphemes.segment(text)) {
    const next = Math.min(length, at + comparableText(segment).length)
    starts.fill(index, at, next)
    ends.fill(index + segment.length, at, next)
    at = next
  }
  return { starts, ends }
}
