import { z } from 'zod'
import { countText } from '../texts/intl.ts'

/** The files of one drop. */
export const submitGroup = z.strictObject({
  id: z.uuid(),
  /** The folder's name, or the number of files. */
  name: z.string().min(1).max(300),
  /** True if lists show it as one entry. */
  isRow: z.boolean(),
})
export type SubmitGroup = z.infer<typeof submitGroup>

/** The outcome of taking back jobs. */
export const takenBack = z.strictObject({
  /** The number of jobs that will not be sent. Their uploads were stopped, and what was stored was removed. */
  takenBack: z.int().nonnegative(),
  /** The number of messages that were already sent or being sent. */
  sent: z.int().nonnegative(),
})
export type TakenBack = z.infer<typeof takenBack>

/** Drops with more files than this are shown as one entry. */
const mostOwnRows = 10

/**
 * Returns a drop's group, or `null` for a single file. `folder` is the name of the folder that
 * the user chose, if it contains all files.
 */
export function groupOf(id: string, files: number, folder: string | null): SubmitGroup | null {
  if (files <= 1) return null
  const name = (folder ?? '') || `${countText(files)} files`
  return { id, name: name.slice(0, 300), isRow: folder !== null || files > mostOwnRows }
}
