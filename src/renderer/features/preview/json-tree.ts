/**
 * A value in JSON. Numbers stay text, because some have more digits than a JavaScript
 * number.
 */
export type JsonNode =
  | { readonly kind: 'value'; readonly type: 'string' | 'number' | 'word'; readonly text: string }
  | JsonContainer

/** An object or an array. `isTruncated` is true if the text ends within it. */
export interface JsonContainer {
  readonly kind: 'object' | 'array'
  readonly entries: JsonEntry[]
  isTruncated: boolean
}

/** The name is `null` in an array. */
export interface JsonEntry {
  readonly name: string | null
  readonly node: JsonNode
}

/** Values beyond this are not parsed, because each takes memory. */
const maxNodes = 50_000

/** The parser looks back at most this far for a number at the end of the text. */
const maxNumberLength = 100

const word = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/**
 * Parses JSON text that may be cut off anywhere. It does not recurse, because JSON can be nested
 * deeper than any stack. Returns `null` if it is not JSON.
 */
export function parseJson(text: string, isTruncated: boolean): JsonNode | null {
  const open: JsonContainer[] = []
  let at = 0
  let name: string | null = null
  let root: JsonNode | null = null
  let nodes = 0

  const skip = (): void => {
    while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1
  }
  /** Stops early. Open containers stay incomplete. */
  const cut = (): JsonNode | null => {
    for (const container of open) container.isTruncated = true
    return root
  }
  const add = (node: JsonNode): void => {
    nodes += 1
    const parent = open.at(-1)
    if (parent === undefined) root = node
    else parent.entries.push({ name, node })
    name = null
    if (node.kind !== 'value') open.push(node)
  }

  for (;;) {
    skip()
    const container = open.at(-1)
    if (root !== null && container === undefined) return at >= text.length ? root : null
    if (at >= text.length || nodes >= maxNodes) return isTruncated || nodes >= maxNodes ? cut() : null
    const character = text.charAt(at)
    if (container !== undefined) {
      if (character === (container.kind === 'object' ? '}' : ']')) {
        open.pop()
        at += 1
        continue
      }
      if (container.entries.length > 0) {
        if (character !== ',') return null
        at += 1
        skip()
      }
      if (container.kind === 'object') {
        const end = stringEnd(text, at)
        if (end === null) return isTruncated && (at >= text.length || text.charAt(at) === '"') ? cut() : null
        name = unquoted(text.slice(at, end))
        at = end
        skip()
        if (at >= text.length) return isTruncated ? cut() : null
        if (text.charAt(at) !== ':') return null
        at += 1
        skip()
      }
    }
    if (isTruncated && isUnfinished(text, at)) return cut()
    const node = valueAt(text, at)
    if (node === null) return null
    at += node.length
    add(node.node)
  }
}

function valueAt(text: string, at: number): { readonly node: JsonNode; readonly length: number } | null {
  const character = text.charAt(at)
  if (character === '{') return { node: { kind: 'object', entries: [], isTruncated: false }, length: 1 }
  if (character === '[') return { node: { kind: 'array', entries: [], isTruncated: false }, length: 1 }
  if (character === '"') {
    const end = stringEnd(text, at)
    if (end === null) return null
    return { node: { kind: 'value', type: 'string', text: unquoted(text.slice(at, end)) }, length: end - at }
  }
  word.lastIndex = at
  const found = word.exec(text)?.[0]
  if (found === undefined) return null
  const type = /^[a-z]/.test(found) ? 'word' : 'number'
  return { node: { kind: 'value', type, text: found }, length: found.length }
}

/**
 * Returns the position after the closing quote, or `null` if there is no string or no closing
 * quote.
 */
function stringEnd(text: string, start: number): number | null {
  if (text.charAt(start) !== '"') return null
  let at = start + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote === -1) return null
    let backslashes = 0
    while (text.charAt(quote - 1 - backslashes) === '\\') backslashes += 1
    if (backslashes % 2 === 0) return quote + 1
    at = quote + 1
  }
}

function unquoted(literal: string): string {
  try {
    return String(JSON.parse(literal))
  } catch {
    return literal.slice(1, -1)
  }
}

/** True if the text ends within the value that starts here. */
function isUnfinished(text: string, at: number): boolean {
  if (text.charAt(at) === '"') return stringEnd(text, at) === null
  const rest = text.slice(at, at + maxNumberLength)
  if (at + rest.length < text.length) return false
  return /^[-+.\deE]*$/.test(rest) || ['true', 'false', 'null'].some((whole) => whole.startsWith(rest))
}
