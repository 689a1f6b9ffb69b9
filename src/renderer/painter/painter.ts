import { drawSvg } from './draw-svg.ts'
import type { PaintedReply } from './painting.ts'

/** Draws the file that main serves. Main calls this; the page has no other input or output. */
async function paint(kind: 'pdf' | 'svg', page: number): Promise<PaintedReply> {
  const bytes = await (await fetch('/source')).arrayBuffer()
  if (kind === 'svg') return drawSvg(bytes)
  const { drawPdf } = await import('./draw-pdf.ts')
  return drawPdf(bytes, page)
}

// A hidden window gets no animation frames, but pdf.js waits for them between steps.
window.requestAnimationFrame = (callback) => window.setTimeout(() => callback(performance.now()), 0)
Object.assign(globalThis, { paint })
