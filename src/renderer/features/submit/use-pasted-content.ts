import { useEffect } from 'react'
import { useLatest } from '../../ui/use-latest.ts'
import { isDialogOpen } from '../../ui/layout/open-dialogs.ts'

/** Handles text and images pasted outside of fields and dialogs. `useWindowDrop` handles files. */
export function usePastedContent(onPasted: (kind: 'text' | 'image', files: readonly File[]) => void): void {
  const latest = useLatest(onPasted)
  useEffect(() => {
    const paste = (event: ClipboardEvent): void => {
      const data = event.clipboardData
      if (data === null || event.defaultPrevented || isDialogOpen() || isField(event.target)) return
      const files = [...data.files]
      const [first, ...more] = files
      // An image has no path, so the page cannot pass it on as a file. Chromium gives every pasted
      // image this name.
      if (first?.name === 'image.png' && more.length === 0) {
        event.preventDefault()
        latest.current('image', files)
      } else if (first === undefined && data.getData('text/plain').trim() !== '') {
        event.preventDefault()
        latest.current('text', [])
      }
    }
    window.addEventListener('paste', paste)
    return () => {
      window.removeEventListener('paste', paste)
    }
  }, [latest])
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, [contenteditable]') !== null
}
