/** The painter's result: a PNG as a data URL, or why there is none. */
export type PaintedReply =
  | { readonly png: string; readonly width: number; readonly height: number; readonly pages: number }
  | { readonly problem: 'damaged' | 'password' }

/**
 * The maximum size of a drawing in pixels. It is sharp in a panel 340 pixels wide on a high-density
 * screen.
 */
const maxSide = 1_000
const highest = 1_600

/** Creates a canvas for an image of this size, scaled to fit. */
export function fittingCanvas(
  width: number,
  height: number,
): { readonly canvas: HTMLCanvasElement; readonly scale: number } {
  const scale = Math.min(maxSide / width, highest / height)
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  return { canvas, scale }
}
