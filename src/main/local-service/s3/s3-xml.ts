/** An element's content: text, nested elements, or a list that repeats the element. */
export type XmlValue = string | number | boolean | XmlElement | readonly XmlElement[] | undefined
/** Elements by name, in order; `undefined` leaves one out. */
export type XmlElement = { readonly [name: string]: XmlValue }

const xmlns = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** An XML document with one root element in S3's namespace. */
export function xmlDocument(root: string, content: XmlElement | string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${xmlns}">${inner(content)}</${root}>`
}

/** The body of an S3 error. */
export function xmlError(code: string, message: string, requestId: string): string {
  const content = inner({ Code: code, Message: message, RequestId: requestId })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${content}</Error>`
}

/** The text of every element `name`, at any depth. Enough for the two small documents that clients send to S3. */
export function elementTexts(xml: string, name: string): string[] {
  const pattern = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g')
  return Array.from(xml.matchAll(pattern), (match) => unescapeXml(match[1] ?? ''))
}

/** The raw content of every element `name`, to be searched further. */
export function elementBodies(xml: string, name: string): string[] {
  const pattern = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g')
  return Array.from(xml.matchAll(pattern), (match) => match[1] ?? '')
}

function inner(content: XmlElement | string): string {
  if (typeof content === 'string') return escapeXml(content)
  return Object.entries(content)
    .map(([name, value]) => {
      if (value === undefined) return ''
      if (Array.isArray(value)) {
        return (value as readonly XmlElement[]).map((item) => `<${name}>${inner(item)}</${name}>`).join('')
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

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(amp|lt|gt|quot|apos));/g, (_, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(String(hex), 16))
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    return { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }[String(name)] ?? ''
  })
}
