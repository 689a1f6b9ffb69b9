/** True if the user may be dragging this window's own files. */
let isDragging = false

/**
 * Call this when the window drags its own files out, so that dropping them on it does not submit
 * them. The system does not report the end of such a drag. A drag sends no pointer events, so the
 * next one means that it is over.
 */
export function startOwnDrag(): void {
  isDragging = true
  const end = (event: PointerEvent): void => {
    if (event.type === 'pointermove' && event.buttons !== 0) return
    isDragging = false
    window.removeEventListener('pointermove', end, true)
    window.removeEventListener('pointerdown', end, true)
  }
  window.addEventListener('pointermove', end, true)
  window.addEventListener('pointerdown', end, true)
}

export function isOwnDrag(): boolean {
  return isDragging
}
