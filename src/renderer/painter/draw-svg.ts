import { fittingCanvas, type PaintedReply } from './painting.ts'

/** Used if an image declares no size. */
const usualSide = 300

/** Draws a vector image. Inside an image element it runs no scripts and loads nothing. */
export async function drawSvg(bytes: ArrayBuffer): Promise<PaintedReply> {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const { canvas } = fittingCanvas(image.naturalWidth || usualSide, image.naturalHeight || usualSide)
    const { width, height } = canvas
    canvas.getContext('2d')?.drawImage(image, 0, 0, width, height)
    return { png: canvas.toDataURL('image/png'), width, height, pages: 1 }
  } catch {
    return { problem: 'damaged' }
  } finally {
    URL.revokeObjectURL(url)
  }
}
