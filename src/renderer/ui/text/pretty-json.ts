/** Each level adds indentation: 6 KB with thousands of levels would become 18 MB. */
const maxLevels = 20

/**
 * Formats JSON with one member per line. Other text is returned as it is, and so is JSON with
 * numbers that would be rounded, or with more than 20 levels.
 */
export function prettyJson(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || levelsIn(text) > maxLevels) return text
    const isExact = JSON.stringify(value) === withoutSpaces(text)
    return isExact ? JSON.stringify(value, null, 2) : text
  } catch {
    return text
  }
}

/** Returns the number of levels in a JSON text. */
function levelsIn(json: string): number {
  let [level, levels] = [0, 0]
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') level += 1
    else if (token === ']' || token === '}') level -= 1
    levels = Math.max(levels, level)
  }
  return levels
}

/** Removes the whitespace between the tokens of a JSON text. */
function withoutSpaces(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_match, quoted?: string) => quoted ?? '')
}
