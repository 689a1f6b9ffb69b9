/** A page or a vector image, drawn as a PNG. */
export interface Painting {
  readonly png: Buffer
  readonly width: number
  readonly height: number
  /** The number of pages in the document. */
  readonly pages: number
}

/**
 * Draws formats that are programs rather than images, outside the window. A process that hangs or grows
 * too much is killed.
 */
export interface Painter {
  /** @throws EngineError `NOT_PREVIEWABLE` if it cannot be drawn, `CANCELLED` if the signal fires. */
  paint(kind: 'pdf' | 'svg', bytes: Buffer, page: number, signal: AbortSignal): Promise<Painting>
}
