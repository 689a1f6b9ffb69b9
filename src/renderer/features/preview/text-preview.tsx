import { useMemo, useRef } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import styles from './preview.module.css'
import { textRows } from './text-rows.ts'

/** In pixels. A wrapped line is taller. */
const lineHeight = 18

/** Text that renders only the lines on screen. */
export function TextPreview({ text }: { readonly text: string }) {
  const scroll = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => textRows(text), [text])
  // oxlint-disable-next-line react/incompatible-library -- its results must not be memoised, and none are memoised here
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => lineHeight,
    measureElement: (element) => Math.max(lineHeight, (element as HTMLElement).offsetHeight),
    overscan: 10,
    // The height before the first layout. Without it no rows would render.
    initialRect: { width: 320, height: 240 },
  })
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <section ref={scroll} className={styles.scroll} tabIndex={0} aria-label="Text">
      <div className={styles.text} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((row) => (
          <div
            key={row.key}
            ref={virtualizer.measureElement}
            data-index={row.index}
            className={styles.line}
            dir="auto"
            style={{ transform: `translateY(${row.start}px)` }}
          >
            {visibleText(rows[row.index] ?? '')}
          </div>
        ))}
      </div>
    </section>
  )
}
