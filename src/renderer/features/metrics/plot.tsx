/* oxlint-disable jsx-a11y/prefer-tag-over-role -- uPlot draws into this element */
import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import type { QueueHistory } from '../../../shared/metrics/metrics.ts'
import { dateTime, formatCount } from '../../ui/text/format.ts'
import { plotOptions, type PlotColours } from './plot-options.ts'
import styles from './plot.module.css'

interface PlotProps {
  readonly history: QueueHistory
  /** Describes the chart for screen readers. The table has its values. */
  readonly label: string
}

/**
 * A chart with a time axis and one axis of counts that starts at zero. The values at the pointer are
 * shown above the chart.
 */
export function Plot({ history, label }: PlotProps) {
  const box = useRef<HTMLDivElement>(null)
  const waiting = useRef<HTMLElement>(null)
  const working = useRef<HTMLElement>(null)
  const axis = useRef<HTMLSpanElement>(null)
  const plot = useRef<uPlot | null>(null)
  const shown = useRef(history)
  const [index, setIndex] = useState<number | null>(null)

  useEffect(() => {
    const element = box.current
    if (element === null) return
    const colourOf = (of: HTMLElement | null): string => (of === null ? '' : getComputedStyle(of).color)
    const colours: PlotColours = {
      waiting: () => colourOf(waiting.current),
      working: () => colourOf(working.current),
      axis: () => colourOf(axis.current),
      grid: () => (axis.current === null ? '' : getComputedStyle(axis.current).borderTopColor),
      font: () => getComputedStyle(element).fontFamily,
    }
    const made = new uPlot(
      { ...plotOptions(colours, () => shown.current, setIndex), ...sizeOf(element) },
      dataOf(shown.current),
      element,
    )
    plot.current = made
    const resized = new ResizeObserver(() => made.setSize(sizeOf(element)))
    resized.observe(element)
    const stopThemes = onTheme(() => made.redraw(false, true))
    return () => {
      stopThemes()
      resized.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [])

  useEffect(() => {
    shown.current = history
    plot.current?.setData(dataOf(history))
  }, [history])

  const at = index === null ? undefined : history.at[index]
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.legend}>
        <span className={styles.key}>
          <b ref={waiting} className={styles.waiting}>
            <i className={styles.mark} /> Waiting
          </b>
          <Value of={history.waiting} index={index} />
        </span>
        <span className={styles.key}>
          <b ref={working} className={styles.working}>
            <i className={styles.mark} /> Working
          </b>
          <Value of={history.working} index={index} />
        </span>
        <span className={styles.time}>{at === undefined ? '' : dateTime(at)}</span>
        <span ref={axis} className={styles.axis} />
      </figcaption>
      <div ref={box} className={styles.plot} role="img" aria-label={label} />
    </figure>
  )
}

function Value({ of, index }: { readonly of: readonly (number | null)[]; readonly index: number | null }) {
  const value = index === null ? of.findLast((one) => one !== null) : of[index]
  return (
    <span className={styles.value}>{value === null || value === undefined ? '—' : formatCount(value)}</span>
  )
}

function dataOf({ at, waiting, working }: QueueHistory): uPlot.AlignedData {
  return [at.map((time) => time / 1_000), waiting, working]
}

function sizeOf(element: HTMLElement): { readonly width: number; readonly height: number } {
  return { width: Math.max(80, element.clientWidth), height: Math.max(60, element.clientHeight) }
}

/** Calls the listener when the page's colours change. */
function onTheme(listener: () => void): () => void {
  const themes = new MutationObserver(listener)
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  const media = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => matchMedia(query))
  for (const one of media) one.addEventListener('change', listener)
  return () => {
    themes.disconnect()
    for (const one of media) one.removeEventListener('change', listener)
  }
}
