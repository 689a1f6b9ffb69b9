import { useRef, type RefObject } from 'react'

const controls = 'input, select, textarea, button, a[href], summary, [tabindex]'

interface InitialFocus {
  readonly ref: RefObject<HTMLDivElement | null>
  readonly initialFocus: () => false
}

/**
 * Focuses a dialog's first control, or its main action, before the next keystroke, so that text typed right
 * after the shortcut is not lost. Base UI would do so one frame later. As after Tab, the text in a field is selected,
 * so that typing replaces it. Pass the result to a `Popup`.
 */
export function useInitialFocus(): InitialFocus {
  const ref = useRef<HTMLDivElement>(null)
  return { ref, initialFocus: () => focusFirst(ref.current) }
}

/** Always false: Base UI has nothing left to focus. */
function focusFirst(popup: HTMLElement | null): false {
  if (popup === null || popup.contains(document.activeElement)) return false
  const all = [...popup.querySelectorAll<HTMLElement>(controls)].filter(canFocus)
  const body = popup.querySelector('[data-body]')
  // Without a field, Cancel would come first. The main action gets the focus instead.
  const inBody = body === null ? all[0] : all.find((control) => body.contains(control))
  const first = inBody ?? all.find((control) => control.matches('[type=submit]')) ?? all[0] ?? popup
  first.focus({ preventScroll: first === popup })
  if (first instanceof HTMLInputElement) first.select()
  return false
}

function canFocus(element: HTMLElement): boolean {
  return (
    element.tabIndex >= 0 && !element.matches(':disabled') && element.closest('[hidden], [inert]') === null
  )
}
