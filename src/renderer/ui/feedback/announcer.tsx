import { useSyncExternalStore } from 'react'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import { VisuallyHidden } from '../layout/visually-hidden.tsx'
import { Listeners } from '../listeners.ts'

/** The most sentences that are read in one go. With more, only the last count. */
const most = 3
/** After this time a text leaves the page, so that the same one can be announced again. */
const shownMs = 5_000

let texts: readonly string[] = []
let timer: ReturnType<typeof setTimeout> | null = null
const listeners = new Listeners()

function set(next: readonly string[]): void {
  texts = next
  listeners.notify()
}

/**
 * Tells screen readers about an event that has no focus: a claim, a result, a failure. They read it when they have finished
 * what they are reading. Toasts announce themselves.
 */
export function announce(text: string): void {
  set([...texts.filter((other) => other !== text), text].slice(-most))
  if (timer !== null) clearTimeout(timer)
  timer = setTimeout(() => {
    timer = null
    set([])
  }, shownMs)
}

/** Where screen readers find what `announce` says. Mount it once; it must be there before the first text. */
export function Announcer() {
  const shown = useSyncExternalStore(listeners.add, () => texts)
  return (
    <div role="log" aria-live="polite" aria-relevant="additions" aria-label="Announcements">
      {shown.map((text) => (
        <VisuallyHidden key={text}>{visibleText(text)}</VisuallyHidden>
      ))}
    </div>
  )
}
