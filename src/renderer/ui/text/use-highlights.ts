import { useEffect, type RefObject } from 'react'

/** The name in `::highlight(found)`. */
const name = 'found'

/** Highlights all matches of the words below an element, without changing the document. */
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
    const text = node.textContent?.toLocaleLowerCase('en') ?? ''
    for (const word of words) {
      for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
        const range = document.createRange()
        // In a few languages, the lower-case text can be longer.
        range.setStart(node, Math.min(at, node.textContent?.length ?? 0))
        range.setEnd(node, Math.min(at + word.length, node.textContent?.length ?? 0))
        ranges.push(range)
      }
    }
  }
  return ranges
}
