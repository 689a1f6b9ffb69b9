import { useEffect, type RefObject } from 'react'
import { findInText } from '../../../shared/texts/find-in-text.ts'

/** The name in `::highlight(found)`. */
const name = 'found'

/** Highlights all matches of the words (from `comparableText`) below an element, without changing the document. */
export function useHighlights(element: RefObject<HTMLElement | null>, words: readonly string[]): void {
  // Runs after every render, because the elements may be new.
  useEffect(() => {
    if (typeof Highlight === 'undefined') return
    if (element.current === null || words.length === 0) CSS.highlights.delete(name)
    else CSS.highlights.set(name, new Highlight(...rangesOf(element.current, words)))
  })
  useEffect(
    () => () => {
      if (typeof Highlight !== 'undefined') CSS.highlights.delete(name)
    },
    [],
  )
}

function rangesOf(element: HTMLElement, words: readonly string[]): Range[] {
  const ranges: Range[] = []
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.textContent ?? ''
    for (const word of words) {
      for (const { start, end } of findInText(text, word)) {
        const range = document.createRange()
        range.setStart(node, start)
        range.setEnd(node, end)
        ranges.push(range)
      }
    }
  }
  return ranges
}
