/** The maximum number of characters to keep at the end of a cut name. */
const maxTail = 18
/** How many characters to keep at the end without an extension or a number. */
const plainTail = 6
/** Names up to this length are not cut in the middle, because cutting the end would show more. */
const minLength = 16

const extension = /(?:\.(?:tar|min|d))?\.[\p{L}\p{N}_]{1,8}$/u
const counter = /[ _.\-#]*(?:\(\d{1,6}\)|\d{1,6})$/u
const segmenter = new Intl.Segmenter()

/** A name in two parts. Only `head` is shortened if there is too little room. */
export interface CutName {
  readonly head: string
  readonly tail: string
}

/**
 * Splits a name so that its end stays visible: `DJI_rooftop_evening_0042.mp4` keeps `_0042.mp4`,
 * and `report (2).tar.gz` keeps ` (2).tar.gz`. The two parts together always form the whole name.
 */
export function cutInMiddle(name: string): CutName {
  if (name.length <= minLength) return { head: name, tail: '' }
  const end = extension.exec(name)?.[0] ?? ''
  const stem = name.slice(0, name.length - end.length)
  const number = counter.exec(stem.slice(-12))?.[0] ?? ''
  let length = end.length + number.length
  if (length === 0) length = plainTail
  else if (number === '') length += 3
  if (length > maxTail) length = Math.min(maxTail, Math.max(end.length, plainTail))
  const start = wholeCharacter(name, name.length - length)
  return { head: name.slice(0, start), tail: name.slice(start) }
}

/**
 * Returns the start of the character at an index, so that emoji and letters with accents are not
 * split.
 */
function wholeCharacter(text: string, index: number): number {
  const before = Math.max(0, index - 32)
  const near = text.slice(before, index + 32)
  // oxlint-disable-next-line no-control-regex -- the whole of ASCII, and nothing else
  if (/^[\x00-\x7F]*$/.test(near)) return index
  const found = segmenter.segment(near).containing(index - before)
  return found === undefined ? index : before + found.index
}
