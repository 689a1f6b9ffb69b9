import { AnnotationMode, getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'
// Registers itself, so that pdf.js parses in this process and starts no worker. The process exists
// only for drawing.
import 'pdfjs-dist/legacy/build/pdf.worker.mjs'
import { fittingCanvas, type PaintedReply } from './painting.ts'

/** Larger images within a document are skipped. */
const mostPixels = 24_000_000

/**
 * Draws one page of a document. Its scripts and forms do nothing, because this part of pdf.js runs no code
 * from the document.
 */
export async function drawPdf(bytes: ArrayBuffer, page: number): Promise<PaintedReply> {
  const loading = getDocument({
    data: new Uint8Array(bytes),
    enableXfa: false,
    useWasm: false,
    stopAtErrors: false,
    maxImageSize: mostPixels,
    verbosity: VerbosityLevel.ERRORS,
  })
  try {
    const pdf = await loading.promise
    const drawn = await pdf.getPage(Math.min(page, pdf.numPages))
    const natural = drawn.getViewport({ scale: 1 })
    const { canvas, scale } = fittingCanvas(natural.width, natural.height)
    await drawn.render({
      canvas,
      viewport: drawn.getViewport({ scale }),
      background: '#ffffff',
      annotationMode: AnnotationMode.ENABLE,
    }).promise
    const { width, height } = canvas
    return { png: canvas.toDataURL('image/png'), width, height, pages: pdf.numPages }
  } catch (error) {
    const isProtected = error instanceof Error && error.name === 'PasswordException'
    return { problem: isProtected ? 'password' : 'damaged' }
  } finally {
    await loading.destroy()
  }
}
