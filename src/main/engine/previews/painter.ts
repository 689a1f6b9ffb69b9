/** A page or a vector image, drawn as a PNG. */
export interface Painting {
  readonly png: Buffer
  readonly width: number
  readonly height: number
  /** How many pages the document has. */
  readonly pages: number
}

/** Draws formats that are programs rather than pictures, away from the window: what hangs or grows there is ended. */
export interface Painter {
  /** @throws EngineError `NOT_PREVIEWABLE` if it cannot be drawn, `CANCELLED` if the signal fires. */
  paint(kind: 'pdf' | 'svg', bytes: Buffer, page: number, signal: AbortSignal): Promise<Painting>
}
