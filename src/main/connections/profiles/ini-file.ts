/**
 * The settings of a section. Names are in lower case. A nested name looks like `s3.endpoint_url`.
 */
export type Section = Readonly<Record<string, string>>

type Setting = { readonly name: string; readonly indent: number }

/**
 * Reads the sections of an AWS config or credentials file, keyed by the text in their brackets.
 * Repeated sections are merged. A value may continue on more deeply indented lines, such as a long command.
 */
export function parseIni(text: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Record<string, string>>()
  let section: Record<string, string> | null = null
  /** The last setting with an empty value. More deeply indented lines belong to it. */
  let parent: Setting | null = null
  /** The last setting with a value, which more deeply indented lines may continue. */
  let last: Setting | null = null
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)) {
    if (/^\s*(?:[#;]|$)/.test(line)) continue
    const header = /^\s*\[([^\]]*)\]\s*(?:[#;].*)?$/.exec(line)
    if (header !== null) {
      const name = (header[1] ?? '').trim()
      section = sections.get(name) ?? (Object.create(null) as Record<string, string>)
      sections.set(name, section)
      parent = null
      last = null
      continue
    }
    const [, indent = '', rawName = '', rawValue = ''] = /^(\s*)([^=:]+?)\s*[=:](.*)$/.exec(line) ?? []
    if (section !== null && last !== null && indentOf(line) > last.indent && !/^\w+$/.test(rawName)) {
      section[last.name] += ` ${withoutRemark(line)}`
      continue
    }
    if (section === null || rawName === '') continue
    const name = rawName.toLowerCase()
    const value = withoutRemark(rawValue)
    if (parent !== null && indent.length <= parent.indent) parent = null
    last = null
    if (parent !== null) section[`${parent.name}.${name}`] = value
    else if (value === '') parent = { name, indent: indent.length }
    else {
      section[name] = value
      last = { name, indent: indent.length }
    }
  }
  return sections
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

function withoutRemark(text: string): string {
  return text.replace(/\s[#;].*$/, '').trim()
}
