import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'

/**
 * Chromium limits elements to 33.5 million pixels. Longer lists scroll faster than the mouse wheel, and all
 * of their rows move with each step. A million rows still fit.
 */
const maxHeight = 33_000_000
const overscan = 6
/**
 * The height assumed before the first layout: that of the last list, so that a new list seldom renders again once it is
 * measured.
 */
let assumedHeight = 640

export interface VirtualRows {
  readonly scroll: RefObject<HTMLDivElement | null>
  /** The height of the element that contains the rows. */
  readonly height: number
  /** The rows to render. */
  readonly first: number
  readonly last: number
  /** The rows that are fully visible. */
  readonly firstVisible: number
  readonly page: number
  readonly topOf: (index: number) => number
  /** Scrolls as little as needed to show the row. */
  readonly reveal: (index: number) => void
  /** Scrolls until it is the first visible row. */
  readonly scrollTo: (index: number) => void
  readonly onScroll: () => void
}

/**
 * Returns which rows of a long list are on screen. All rows have the same height, so none is
 * measured.
 */
export function useVirtualRows(total: number, rowHeight: number, startAt: number): VirtualRows {
  const scroll = useRef<HTMLDivElement>(null)
  const isNew = useIsNew()
  const [viewport, setViewport] = useState({ top: startAt * rowHeight, height: assumedHeight })
  const real = total * rowHeight
  const height = Math.min(real, maxHeight)
  const scale = scaleOf(real, height, viewport.height)
  const top = viewport.top * scale
  const firstVisible = Math.min(Math.max(0, Math.ceil(top / rowHeight)), Math.max(0, total - 1))
  const page = Math.max(1, Math.floor(viewport.height / rowHeight))

  useLayoutEffect(() => {
    const element = scroll.current
    if (element === null) return
    const measure = (): void => {
      const measured = element.clientHeight
      if (measured !== 0) assumedHeight = measured
      setViewport((before) =>
        before.height === assumedHeight ? before : { ...before, height: assumedHeight },
      )
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => {
      observer.disconnect()
    }
  }, [])

  const start = useRef(startAt)
  const canStart = total > 0
  useLayoutEffect(() => {
    const element = scroll.current
    if (!canStart || element === null || start.current === 0) return
    element.scrollTop = start.current * rowHeight
    start.current = 0
  }, [canStart, rowHeight])

  function moveTo(pixels: number): void {
    const element = scroll.current
    if (element === null) return
    element.scrollTop = Math.max(0, pixels) / scale
    setViewport((before) => ({ ...before, top: element.scrollTop }))
  }

  const beyond = isNew ? 0 : overscan
  return {
    scroll,
    height,
    first: Math.max(0, Math.floor(top / rowHeight) - beyond),
    last: Math.min(total - 1, Math.ceil((top + viewport.height) / rowHeight) + beyond),
    firstVisible,
    page,
    // Rows keep their real spacing; only the scroll distance is scaled down.
    topOf: (index) => index * rowHeight - top + viewport.top,
    reveal(index) {
      const rowTop = index * rowHeight
      if (rowTop < top) moveTo(rowTop)
      else if (rowTop + rowHeight > top + viewport.height) moveTo(rowTop + rowHeight - viewport.height)
    },
    scrollTo: (index) => moveTo(index * rowHeight),
    onScroll() {
      const element = scroll.current
      if (element !== null) setViewport((before) => ({ ...before, top: element.scrollTop }))
    },
  }
}

/** After this time, a new list is on screen. */
const newForMs = 250

/** Returns true for a moment after mounting. Rendering more than the visible rows would then only delay them. */
function useIsNew(): boolean {
  const [isNew, setIsNew] = useState(true)
  useEffect(() => {
    const timer = setTimeout(() => setIsNew(false), newForMs)
    return () => clearTimeout(timer)
  }, [])
  return isNew
}

function scaleOf(real: number, height: number, viewport: number): number {
  return real <= height || height <= viewport ? 1 : (real - viewport) / (height - viewport)
}
