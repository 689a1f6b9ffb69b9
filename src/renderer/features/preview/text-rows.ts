/** Longer lines are split, so that no row is slow to lay out. */
const longest = 1_000

/** Splits text into lines, and long lines into pieces. */
export function textRows(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/).flatMap((line) => (line.length <= longest ? [line] : pieces(line)))
}

function pieces(line: string): string[] {
  const found: string[] = []
  let start = 0
  while (start < line.length) {
    let end = Math.min(line.length, start + longest)
    // Do not split a surrogate pair.
    if (/[\uD800-\uDBFF]/.test(line.charAt(end - 1)) && end < line.length) end -= 1
    found.push(line.slice(start, end))
    start = end
  }
  return found
}
