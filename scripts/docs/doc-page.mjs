// @ts-check
import { marked } from 'marked'

/** @typedef {import('marked').Token} Token */

/**
 * Converts a documentation page to plain data, so that the window can draw it without any HTML. The shapes are
 * declared in src/renderer/features/help/doc-page.ts.
 *
 * @param {string} markdown
 * @param {string} name the name of its file, without `.md`
 */
export function docPage(markdown, name) {
  const blocks = blocksOf(marked.lexer(markdown))
  const heading = blocks.find((block) => block['kind'] === 'heading')
  return { name, title: heading === undefined ? name : heading['text'], blocks }
}

/**
 * @param {readonly Token[]} tokens
 * @returns {Record<string, unknown>[]}
 */
function blocksOf(tokens) {
  return tokens.flatMap((token) => {
    const block = blockOf(/** @type {import('marked').MarkedToken} */ (token))
    return block === null ? [] : [block]
  })
}

/**
 * @param {import('marked').MarkedToken} token
 * @returns {Record<string, unknown> | null}
 */
function blockOf(token) {
  switch (token.type) {
    case 'heading': {
      const inline = inlineOf(token.tokens)
      const text = textOf(inline)
      return { kind: 'heading', level: token.depth, id: slugOf(text), text, inline }
    }
    case 'paragraph': {
      const inline = inlineOf(token.tokens)
      return inline.length === 0 ? null : { kind: 'text', inline }
    }
    // The text of a list item.
    case 'text':
      return { kind: 'text', inline: token.tokens === undefined ? [token.text] : inlineOf(token.tokens) }
    case 'code':
      return { kind: 'code', text: token.text }
    case 'list':
      return {
        kind: 'list',
        start: token.ordered ? Number(token.start) : null,
        items: token.items.map(({ tokens }) => blocksOf(tokens)),
      }
    case 'table':
      return {
        kind: 'table',
        head: token.header.map(({ tokens }) => inlineOf(tokens)),
        rows: token.rows.map((row) => row.map(({ tokens }) => inlineOf(tokens))),
      }
    case 'blockquote':
      return { kind: 'quote', blocks: blocksOf(token.tokens) }
    case 'hr':
      return { kind: 'line' }
    // Comments, blank lines and definitions of links.
    default:
      return null
  }
}

/**
 * @param {readonly Token[]} tokens
 * @returns {unknown[]}
 */
function inlineOf(tokens) {
  return tokens.flatMap((token) => partsOf(/** @type {import('marked').MarkedToken} */ (token)))
}

/**
 * @param {import('marked').MarkedToken} token
 * @returns {unknown[]}
 */
function partsOf(token) {
  switch (token.type) {
    case 'text':
      return token.tokens === undefined ? [plain(token.text)] : inlineOf(token.tokens)
    case 'escape':
      return [plain(token.text)]
    case 'strong':
    case 'em':
    case 'del':
      return [{ kind: token.type, inline: inlineOf(token.tokens) }]
    case 'codespan':
      return [{ kind: 'code', text: token.text }]
    case 'br':
      return [{ kind: 'break' }]
    case 'link':
      // An address in the text is an example, not a link.
      if (token.raw === token.text) return [token.text]
      return [{ kind: 'link', ...targetOf(token.href), inline: inlineOf(token.tokens) }]
    // Pictures are not in the app.
    default:
      return []
  }
}

/**
 * A line of Markdown may be broken anywhere, and marked leaves entities as they are.
 *
 * @param {string} text
 */
function plain(text) {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

/**
 * Returns where a link leads: to a documentation page, a heading, or a site. Links to files in the repository
 * lead nowhere.
 *
 * @param {string} href
 */
function targetOf(href) {
  if (href.startsWith('https://')) return { address: href, page: null, anchor: null }
  const [, page, anchor] = /^(?:\.\/)?(?:docs\/)?(?:([\w-]+)\.md)?(?:#(.+))?$/.exec(href) ?? []
  return { address: null, page: page ?? null, anchor: anchor ?? null }
}

/**
 * @param {readonly unknown[]} inline
 * @returns {string}
 */
function textOf(inline) {
  return inline
    .map((part) => {
      if (typeof part === 'string') return part
      const { text, inline: inner } = /** @type {{ text?: string, inline?: unknown[] }} */ (part)
      return text ?? textOf(inner ?? [])
    })
    .join('')
}

/**
 * Returns a heading's anchor, as on GitHub.
 *
 * @param {string} text
 */
function slugOf(text) {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}
