import { z } from 'zod'

/** The files of one drop. */
export const submitGroup = z.strictObject({
  id: z.uuid(),
  /** The name of the folder, or how many files it has. */
  name: z.string().min(1).max(300),
  /** Whether lists show it as one entry. */
  isRow: z.boolean(),
})
export type SubmitGroup = z.infer<typeof submitGroup>

/** What became of jobs that the user wanted to take back. */
export const takenBack = z.strictObject({
  /** How many will not be sent: their uploads have stopped, and what they had stored was removed. */
  takenBack: z.int().nonnegative(),
  /** How many messages were sent, or were being sent. */
  sent: z.int().nonnegative(),
})
export type TakenBack = z.infer<typeof takenBack>

/** A drop with more files is shown as one entry. */
const mostOwnRows = 10

/**
 * The group of this many files; `null` for a single file. `folder`: the name of the folder, if all of them are in
 * one that
 * the user chose.
 */
export function groupOf(id: string, files: number, folder: string | null): SubmitGroup | null {
  if (files <= 1) return null
  const name = (folder ?? '') || `${files.toLocaleString('en')} files`
  return { id, name: name.slice(0, 300), isRow: folder !== null || files > mostOwnRows }
}
