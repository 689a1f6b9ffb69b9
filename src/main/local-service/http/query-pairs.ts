/** The decoded parameters of a URL or a form, in order. */
export type QueryPairs = readonly (readonly [name: string, value: string])[]

/** Parses the query of a URL, up to `most` parameters. A plus stays a plus. */
export function queryPairs(query: string, max = Infinity): QueryPairs {
  if (query === '') return []
  const pairs = Number.isFinite(max) ? query.split('&', max) : query.split('&')
  return pairs.map((pair) => {
    const at = pair.indexOf('=')
    return at < 0
      ? ([decode(pair), ''] as const)
      : ([decode(pair.slice(0, at)), decode(pair.slice(at + 1))] as const)
  })
}

/** Parses a form's body, where a plus is a space. */
export function formPairs(body: string, max: number): QueryPairs {
  return queryPairs(body.replaceAll('+', ' '), max)
}

/** Decodes %XX. Text that is not valid UTF-8 stays as it is and then fails to verify. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
