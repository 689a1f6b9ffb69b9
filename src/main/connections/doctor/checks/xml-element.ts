const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

/** Returns the text of the first element with a name, or `null` if there is none. */
export function element(xml: string, name: string): string | null {
  return elements(xml, name)[0] ?? null
}

/** Returns the text of each element with a name, except those with child elements. */
export function elements(xml: string, name: string): readonly string[] {
  return Array.from(xml.matchAll(new RegExp(`<${name}>([^<]{0,4000})</${name}>`, 'g')), ([, text = '']) =>
    text.trim().replace(/&(lt|gt|quot|apos|amp);/g, (_, entity: string) => entities[entity] ?? ''),
  )
}
