/** The content of an element: text, nested elements, or a list that repeats the element. */
export type XmlValue = string | number | boolean | XmlElement | readonly (XmlElement | string)[] | undefined
/** Elements by name, in order. `undefined` omits one. */
export type XmlElement = { readonly [name: string]: XmlValue }

/** The start of every document. */
export const xmlProlog = '<?xml version="1.0" encoding="UTF-8"?>\n'

/** Returns a document with one root element, in the given namespace if there is one. */
export function writeXml(root: string, content: XmlElement | string, xmlns?: string): string {
  const space = xmlns === undefined ? '' : ` xmlns="${xmlns}"`
  return `${xmlProlog}<${root}${space}>${inner(content)}</${root}>`
}

function inner(content: XmlElement | string): string {
  if (typeof content === 'string') return escapeXml(content)
  return Object.entries(content)
    .map(([name, value]) => {
      if (value === undefined) return ''
      if (Array.isArray(value)) {
        return (value as readonly (XmlElement | string)[])
          .map((item) => `<${name}>${inner(item)}</${name}>`)
          .join('')
      }
      const text = typeof value === 'object' ? inner(value as XmlElement) : escapeXml(String(value))
      return `<${name}>${text}</${name}>`
    })
    .join('')
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (c) => escapes[c] ?? c)
}
