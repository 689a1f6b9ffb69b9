import { z } from 'zod'
import { preview, previewId, previewSource } from '../../files/previews.ts'
import { nothing, procedure, requestId } from '../procedure.ts'

/** Previews of payloads, results and files. */
export const previewsProcedures = {
  /**
   * Reads the start of a file and decides how to show it. The preview stays open until it is
   * closed.
   */
  'previews:open': procedure(z.strictObject({ requestId, source: previewSource }), preview),
  /** Draws one page of a document, counted from 1. The image is then served at its `previewUrl`. */
  'previews:draw-page': procedure(
    z.strictObject({ requestId, id: previewId, page: z.int().positive().max(100_000) }),
    z.strictObject({ page: z.int().positive(), width: z.int().positive(), height: z.int().positive() }),
  ),
  'previews:close': procedure(z.strictObject({ id: previewId }), nothing),
} as const
