/** A parsed element. Attributes are dropped. */
export type XmlNode = {
  /** Without a namespace prefix. */
  readonly name: string
  /** The text directly within it. */
  readonly text: string
  readonly children: readonly XmlNode[]
}

/** Thrown if a document is not well-formed, or not what these services expect. */
export class MalformedXmlError extends Error {}

type OpenNode = { readonly name: string; text: string; readonly children: XmlNode[] }

const maxDepth = 16
/**
 * More than S3's longest document has: 10,000 parts with a number, an ETag, a size and five checksums
 * each.
 */
const maxElements = 100_000
const namePattern = /^[^\s/<>=]+/
/** The start and end of comments, processing instructions and CDATA sections. */
const sections = [
  ['<!--', '-->'],
  ['<?', '?>'],
  ['<![CDATA[', ']]>'],
] as const

/**
 * Parses a small document and returns its root. It takes linear time, whatever the document contains. Rejects
 * document types, and with them custom entities.
 * @throws MalformedXmlError
 */
export function readXml(xml: string): XmlNode {
  const document: OpenNode = { name: '', text: '', children: [] }
  const open = [document]
  let elements = 0
  for (let at = 0; at < xml.length;) {
    const node = open.at(-1) ?? document
    const start = xml.indexOf('<', at)
    node.text += unescapeXml(xml.slice(at, start < 0 ? xml.length : start))
    if (start < 0) break
    const section = sections.find(([opening]) => xml.startsWith(opening, start))
    if (section !== undefined) {
      const [opening, closing] = section
      const end = indexAfter(xml, closing, start + opening.length)
      if (opening === '<![CDATA[') node.text += xml.slice(start + opening.length, end - closing.length)
      at = end
      continue
    }
    const end = endOfTag(xml, start)
    const tag = xml.slice(start + 1, end - 1)
    at = end
    if (tag.startsWith('/')) {
      if (node === document || nameOf(tag.slice(1)) !== node.name)
        throw new MalformedXmlError('Tags do not match.')
      open.pop()
      continue
    }
    elements += 1
    if (open.length > maxDepth || elements > maxElements)
      throw new MalformedXmlError('There are too many elements.')
    const child: OpenNode = { name: nameOf(tag), text: '', children: [] }
    node.children.push(child)
    if (!tag.endsWith('/')) open.push(child)
  }
  const [root, ...others] = document.children
  if (open.length > 1 || root === undefined || others.length > 0 || document.text.trim() !== '') {
    throw new MalformedXmlError('A document must have exactly one root element.')
  }
  return root
}

/** Returns the children with this name. */
export function childrenOf(node: XmlNode, name: string): XmlNode[] {
  return node.children.filter((child) => child.name === name)
}

/** Returns the text of the first child with this name, or `undefined`. */
export function textOf(node: XmlNode, name: string): string | undefined {
  return node.children.find((child) => child.name === name)?.text
}

function indexAfter(xml: string, text: string, from: number): number {
  const at = xml.indexOf(text, from)
  if (at < 0) throw new MalformedXmlError(`There is no ${text}.`)
  return at + text.length
}

/** Returns the index after the `>` of a tag. A `>` within a quoted attribute does not count. */
function endOfTag(xml: string, start: number): number {
  for (let at = start + 1; at < xml.length; at += 1) {
    const character = xml.charAt(at)
    if (character === '>') return at + 1
    if (character === '<') break
    if (character === '"' || character === "'") at = indexAfter(xml, character, at + 1) - 1
  }
  throw new MalformedXmlError('A tag does not end.')
}

function nameOf(tag: string): string {
  const name = namePattern.exec(tag)?.[0]
  if (name === undefined || name.startsWith('!')) throw new MalformedXmlError('A tag has no name.')
  return name.slice(name.indexOf(':') + 1)
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescapeXml(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-fA-F]{1,6});|#(\d{1,7});|(amp|lt|gt|quot|apos);)?/g,
    (_, hex, decimal, name) => {
      if (name !== undefined) return entities[String(name)] ?? ''
      const code = hex === undefined ? Number(decimal ?? 'NaN') : Number.parseInt(String(hex), 16)
      if (!(code > 0 && code <= 0x10ffff)) throw new MalformedXmlError('An entity is not known.')
      return String.fromCodePoint(code)
    },
  )
}
