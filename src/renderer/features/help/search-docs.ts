import { comparableText } from '../../../shared/texts/comparable-text.ts'
import { findInText } from '../../../shared/texts/find-in-text.ts'
import type { DocBlock, DocInline, DocPage } from './doc-page.ts'

/** A heading with the text up to the next one. */
export interface FoundSection {
  readonly page: DocPage
  readonly id: string
  readonly heading: string
  /** The text around the first match. */
  readonly snippet: string
}

interface Section {
  readonly page: DocPage
  readonly id: string
  readonly heading: string
  readonly text: string
}

/** The length of a snippet, and of its part before the found word, in characters. */
const before = 40
const shown = 160

/** Returns the words of a search. A section is found if it has all of them. */
export function searchWords(query: string): readonly string[] {
  return comparableText(query).split(/\s+/).filter(Boolean)
}

/** Returns the sections that contain all words. Those with the most of them in the heading come first. */
export function searchDocs(pages: readonly DocPage[], words: readonly string[]): readonly FoundSection[] {
  if (words.length === 0) return []
  const count = (text: string): number => {
    const folded = comparableText(text)
    return words.filter((word) => folded.includes(word)).length
  }
  return pages
    .flatMap(sectionsOf)
    .filter(({ heading, text }) => count(`${heading} ${text}`) === words.length)
    .toSorted((one, other) => count(other.heading) - count(one.heading))
    .map(({ page, id, heading, text }) => ({ page, id, heading, snippet: snippetOf(text, words[0] ?? '') }))
}

function sectionsOf(page: DocPage): readonly Section[] {
  const sections: { page: DocPage; id: string; heading: string; texts: string[] }[] = []
  for (const block of page.blocks) {
    if (block.kind === 'heading') sections.push({ page, id: block.id, heading: block.text, texts: [] })
    else sections.at(-1)?.texts.push(textOfBlock(block))
  }
  return sections.map(({ texts, ...section }) => ({ ...section, text: texts.join(' ') }))
}

function textOfBlock(block: DocBlock): string {
  switch (block.kind) {
    case 'heading':
    case 'text':
      return textOf(block.inline)
    case 'code':
      return block.text
    case 'list':
      return block.items.flat().map(textOfBlock).join(' ')
    case 'table':
      return [block.head, ...block.rows].flat().map(textOf).join(' ')
    case 'quote':
      return block.blocks.map(textOfBlock).join(' ')
    case 'line':
      return ''
  }
}

function textOf(inline: readonly DocInline[]): string {
  return inline
    .map((part) => {
      if (typeof part === 'string') return part
      if (part.kind === 'code') return part.text
      return part.kind === 'break' ? ' ' : textOf(part.inline)
    })
    .join('')
}

function snippetOf(text: string, word: string): string {
  const at = findInText(text, word)[0]?.start ?? 0
  // Begins at the start of a word.
  const start = at <= before ? 0 : text.indexOf(' ', at - before) + 1
  const end = start + shown
  return `${start > 0 ? '… ' : ''}${text.slice(start, end).trim()}${end < text.length ? ' …' : ''}`
}
