import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import styles from './sparkline.module.css'
import { VisuallyHidden } from './visually-hidden.tsx'

interface SparklineProps {
  /** Milliseconds since the epoch and a count, oldest first. */
  readonly points: readonly { readonly at: number; readonly value: number }[]
  /** The span of time to draw, which ends at the newest point. */
  readonly spanMs: number
  /** What it shows, in words: the drawing is hidden from those who listen. */
  readonly label: string
}

/** A small chart of a count over time, in the colour of the text around it. */
export function Sparkline({ points, spanMs, label }: SparklineProps) {
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const data = useRef<uPlot.AlignedData>([[], []])
  const span = useRef({ min: 0, max: 0 })

  useEffect(() => {
    const element = host.current
    if (element === null) return undefined
    const create = (): void => {
      plot.current?.destroy()
      plot.current = drawInto(element, data.current)
      // What is drawn anew would otherwise stretch to the points that there are.
      plot.current?.setScale('x', span.current)
    }
    create()
    const resize = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element
      if (width > 0 && height > 0) plot.current?.setSize({ width, height })
    })
    resize.observe(element)
    // A canvas does not follow its CSS colour: draw anew when the theme turns.
    const dark = matchMedia('(prefers-color-scheme: dark)')
    const theme = new MutationObserver(create)
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    dark.addEventListener('change', create)
    return () => {
      resize.disconnect()
      theme.disconnect()
      dark.removeEventListener('change', create)
      plot.current?.destroy()
      plot.current = null
    }
  }, [])

  useEffect(() => {
    const end = points.at(-1)?.at ?? Date.now()
    span.current = { min: (end - spanMs) / 1_000, max: end / 1_000 }
    data.current = [points.map((point) => point.at / 1_000), points.map((point) => point.value)]
    plot.current?.batch(() => {
      plot.current?.setData(data.current, false)
      plot.current?.setScale('x', span.current)
    })
  }, [points, spanMs])

  return (
    <>
      <div ref={host} className={styles.host} aria-hidden />
      <VisuallyHidden>{label}</VisuallyHidden>
    </>
  )
}

function drawInto(element: HTMLElement, data: uPlot.AlignedData): uPlot | null {
  const { clientWidth: width, clientHeight: height } = element
  if (width === 0 || height === 0) return null
  const color = getComputedStyle(element).color
  return new uPlot(
    {
      width,
      height,
      padding: [2, 0, 0, 0],
      cursor: { show: false },
      legend: { show: false },
      axes: [{ show: false }, { show: false }],
      scales: {
        x: { time: true, auto: false },
        y: { range: (_plot, _min, max) => [-0.04 * Math.max(1, max), Math.max(1, max) * 1.08] },
      },
      series: [
        {},
        {
          stroke: color,
          width: 1.5,
          fill: fade(color, height),
          points: { show: false },
        },
      ],
    },
    data,
    element,
  )
}

function fade(color: string, height: number): (plot: uPlot) => CanvasGradient {
  return (plot) => {
    const gradient = plot.ctx.createLinearGradient(0, 0, 0, height * devicePixelRatio)
    gradient.addColorStop(0, `color-mix(in srgb, ${color} 30%, transparent)`)
    gradient.addColorStop(1, `color-mix(in srgb, ${color} 4%, transparent)`)
    return gradient
  }
}
