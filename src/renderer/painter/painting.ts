/** A drawing as the painter returns it: a PNG as a data URL, or why there is none. */
export type PaintedReply =
  | { readonly png: string; readonly width: number; readonly height: number; readonly pages: number }
  | { readonly problem: 'damaged' | 'password' }

/** The longest sides of a drawing, in pixels: sharp in a panel that is 340 wide on a screen of twice the density. */
const widest = 1_000
const highest = 1_600

/** A canvas for a picture of this size, scaled to fit. */
export function fittingCanvas(
  width: number,
  height: number,
): { readonly canvas: HTMLCanvasElement; readonly scale: number } {
  const scale = Math.min(widest / width, highest / height)
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  return { canvas, scale }
}
