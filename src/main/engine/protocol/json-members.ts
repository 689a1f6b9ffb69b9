/**
 * Returns the members of a JSON object: each name with its value as JSON text, exactly as it was written. A
 * parser would round the number 9007199254740993 and turn 1.10 into 1.1. Returns `null` if the text is not a
 * JSON object. Of two members with the same name, the last one wins, as in JSON.parse. Does not recurse,
 * however deeply the values are nested.
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
    // After the comma, or the closing bracket.
    at = afterSpace(json, afterSpace(json, end) + 1)
  }
  return members
}

/** Returns the members of a JSON object whose values are all strings, or `null` for any other text. */
export function stringMembers(json: string): Readonly<Record<string, string>> | null {
  const value = parsed(json)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  for (const member of Object.values(value)) if (typeof member !== 'string') return null
  return value as Record<string, string>
}

/**
 * Returns the values of a JSON array, each as it was written, like {@link jsonMembers}. Returns `null` if the
 * text is not an array.
 */
export function jsonItems(json: string): readonly string[] | null {
  if (!Array.isArray(parsed(json))) return null
  const items: string[] = []
  let at = afterSpace(json, json.indexOf('[') + 1)
  while (at < json.length && json[at] !== ']') {
    const end = endOfValue(json, at)
    items.push(json.slice(at, end))
    const next = afterSpace(json, end)
    if (json[next] === ']') break
    at = afterSpace(json, next + 1)
  }
  return items
}

/** Returns a nested value of a JSON object as it was written, or `null`. `names` is the path to it. */
export function jsonAt(json: string, ...names: readonly string[]): string | null {
  let value: string | null = json
  for (const name of names) value = (value === null ? null : jsonMembers(value)?.get(name)) ?? null
  return value
}

/** Removes the whitespace around the values of a JSON text. */
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
  const value = parsed(json)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown
  } catch {
    return undefined
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

/** Returns the end of a value in valid JSON, by counting brackets instead of parsing. */
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
  return character === undefined || /[,}\]\s]/.test(character)
}
