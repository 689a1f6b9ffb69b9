/**
 * The members of a JSON object: each name with its value as JSON text, exactly as it was written. A parser would round
 * the number 9007199254740993 and turn 1.10 into 1.1. Returns `null` if the text is not a JSON object. Of two members
 * with one name the last counts, as in JSON.parse. Needs no stack, however deep the values are nested.
 */
export function jsonMembers(json: string): ReadonlyMap<string, string> | null {
  if (!isObject(json)) return null
  const members = new Map<string, string>()
  let at = afterSpace(json, json.indexOf('{') + 1)
  while (json[at] === '"') {
    const nameEnd = endOfString(json, at)
    const start = afterSpace(json, afterSpace(json, nameEnd) + 1)
    const end = endOfValue(json, start)
    members.set(JSON.parse(json.slice(at, nameEnd)) as string, json.slice(start, end))
    // Past the comma, or the closing bracket.
    at = afterSpace(json, afterSpace(json, end) + 1)
  }
  return members
}

/** The same JSON without the whitespace around its values. */
export function compactJson(json: string): string {
  if (!/\s/.test(json)) return json
  let compact = ''
  for (let at = 0; at < json.length;) {
    const end = json[at] === '"' ? endOfString(json, at) : at + 1
    const token = json.slice(at, end)
    if (token.trim() !== '') compact += token
    at = end
  }
  return compact
}

function isObject(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

function afterSpace(json: string, from: number): number {
  let at = from
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\r' || json[at] === '\t') at += 1
  return at
}

function endOfString(json: string, start: number): number {
  let at = start + 1
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at + 1
}

/** The end of a value in valid JSON. Counts brackets instead of parsing. */
function endOfValue(json: string, start: number): number {
  let at = start
  let depth = 0
  for (;;) {
    const character = json[at]
    if (character === '"') at = endOfString(json, at)
    else {
      if (character === '{' || character === '[') depth += 1
      else if (character === '}' || character === ']') depth -= 1
      at += 1
    }
    if (depth === 0 && isEnd(json[at])) return at
  }
}

function isEnd(character: string | undefined): boolean {
  return character === undefined || /[,}\s]/.test(character)
}
