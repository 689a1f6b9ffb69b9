/** The parameters of an address or a form, in their order, decoded. */
export type QueryPairs = readonly (readonly [name: string, value: string])[]

/** Takes apart what follows the `?` of an address, up to `most` parameters. A plus stays a plus. */
export function queryPairs(query: string, most = Infinity): QueryPairs {
  if (query === '') return []
  const pairs = Number.isFinite(most) ? query.split('&', most) : query.split('&')
  return pairs.map((pair) => {
    const at = pair.indexOf('=')
    return at < 0
      ? ([decode(pair), ''] as const)
      : ([decode(pair.slice(0, at)), decode(pair.slice(at + 1))] as const)
  })
}

/** Takes apart the body of a form, where a plus stands for a blank. */
export function formPairs(body: string, most: number): QueryPairs {
  return queryPairs(body.replaceAll('+', ' '), most)
}

/** Decodes %XX; text that is not valid UTF-8 stays as it is and then fails to verify. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
