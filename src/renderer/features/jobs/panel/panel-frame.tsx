/* oxlint-disable jsx-a11y/prefer-tag-over-role -- <hr> cannot be a resize handle */
import { useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import { updateView, useSavedView } from '../../../ui/view/view-state.ts'
import styles from './panel-frame.module.css'

const [minWidth, maxWidth] = [280, 720]
/** In pixels. Wide windows make the panel wider, until the user changes its width. */
const defaultWidth = 360

interface PanelFrameProps {
  /** True if the panel covers the list, in a narrow window. */
  readonly covers: boolean
  readonly children: ReactNode
}

/** The right-hand side of a list. Its left edge resizes it. */
export function PanelFrame({ covers, children }: PanelFrameProps) {
  const width = useSavedView(({ panelWidth }) => panelWidth)
  const set = (next: number): void =>
    updateView(() => ({ panelWidth: Math.round(Math.min(maxWidth, Math.max(minWidth, next))) }))

  const frame = useRef<HTMLDivElement>(null)
  /** Returns the width on screen. */
  const shown = (): number => frame.current?.offsetWidth ?? width

  function onPointerDown(event: PointerEvent<HTMLElement>) {
    event.preventDefault()
    const handle = event.currentTarget
    handle.setPointerCapture(event.pointerId)
    const [startX, startWidth] = [event.clientX, shown()]
    const move = (moved: globalThis.PointerEvent): void => set(startWidth + startX - moved.clientX)
    handle.addEventListener('pointermove', move)
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
      once: true,
    })
  }

  function onKeyDown(event: KeyboardEvent) {
    const delta = { ArrowLeft: 16, ArrowRight: -16 }[event.key]
    if (delta === undefined) return
    event.preventDefault()
    event.stopPropagation()
    set(shown() + delta)
  }

  return (
    <div
      ref={frame}
      className={styles.frame}
      data-covers={covers || undefined}
      style={covers || width === defaultWidth ? undefined : { width }}
    >
      {covers ? null : (
        <span
          role="separator"
          aria-orientation="vertical"
          aria-label="Width of the details"
          aria-valuenow={width}
          aria-valuemin={minWidth}
          aria-valuemax={maxWidth}
          tabIndex={0}
          className={styles.resizer}
          onPointerDown={onPointerDown}
          onKeyDown={onKeyDown}
        />
      )}
      {children}
    </div>
  )
}
