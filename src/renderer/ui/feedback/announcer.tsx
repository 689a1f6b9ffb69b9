import { useSyncExternalStore } from 'react'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import { VisuallyHidden } from '../layout/visually-hidden.tsx'
import { Listeners } from '../listeners.ts'

/** The maximum number of sentences to read out at once. If there are more, the oldest are dropped. */
const maxSentences = 3
/** The text is removed after this time, so that the same text can be announced again. */
const shownMs = 5_000

let texts: readonly string[] = []
let timer: ReturnType<typeof setTimeout> | null = null
const listeners = new Listeners()

function set(next: readonly string[]): void {
  texts = next
  listeners.notify()
}

/**
 * Announces an event outside the focus to screen readers: a claim, a result, a failure. Screen readers first
 * finish what they are reading. Toasts announce themselves.
 */
export function announce(text: string): void {
  set([...texts.filter((other) => other !== text), text].slice(-maxSentences))
  if (timer !== null) clearTimeout(timer)
  timer = setTimeout(() => {
    timer = null
    set([])
  }, shownMs)
}

/** The live region for `announce`. Mount it once. It must exist before the first text. */
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
