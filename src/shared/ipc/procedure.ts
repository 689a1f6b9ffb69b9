import { z } from 'zod'

/** The schemas of one call: its input, which main parses, and its result. */
export interface Procedure {
  readonly input: z.ZodType
  readonly output: z.ZodType
}

export function procedure<I extends z.ZodType, O extends z.ZodType>(input: I, output: O) {
  return { input, output } as const
}

/** No input, or no result. */
export const nothing = z.null()
/** The id of a claim, a transfer, a connection, and so on. */
export const id = z.string().min(1).max(64)
/** Identifies a running call so that it can be cancelled. Unique for each call. */
export const requestId = z.uuid()
