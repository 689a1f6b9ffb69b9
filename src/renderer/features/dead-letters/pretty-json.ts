/**
 * Formats JSON with one member per line. Other text is returned as it is, and so is JSON with
 * numbers that would be rounded.
 */
export function prettyJson(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return text
    const isExact = JSON.stringify(value) === withoutSpaces(text)
    return isExact ? JSON.stringify(value, null, 2) : text
  } catch {
    return text
  }
}

/** Removes the whitespace between JSON tokens. */
function withoutSpaces(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_match, quoted?: string) => quoted ?? '')
}
