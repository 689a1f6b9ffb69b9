import { z } from 'zod'
import { wireError } from '../errors.ts'
import { listOf, textsOf } from '../ipc/bounded.ts'

/** A token for a path that only main knows. */
export const fileToken = z.uuid()

/**
 * A file or folder that the user dropped, pasted or picked, or a group of more than 1,000 files.
 * Their paths stay in main.
 */
export const grantedFile = z.strictObject({
  token: fileToken,
  name: z.string(),
  kind: z.enum(['file', 'folder']),
  /** A file's size in bytes, or `null` for a folder. */
  size: z.number().nonnegative().nullable(),
  /** The number of files in a folder; 1 for a file. */
  files: z.int().nonnegative(),
  /** The names of the innermost folders that contain it, to tell files of the same name apart. */
  folder: z.string().optional(),
})

export type GrantedFile = z.infer<typeof grantedFile>

/** The granted files, the refused ones with their errors, and what was left out of the folders. */
export const grantResult = z.strictObject({
  files: z.array(grantedFile),
  refused: z.array(z.strictObject({ name: z.string(), error: wireError })),
  /** The number of further refused files. */
  moreRefused: z.int().nonnegative(),
  leftOut: z.strictObject({
    /** Hidden files and folders that systems and programs create. */
    systemFiles: z.int().nonnegative(),
    /** Links to something outside the folder. */
    links: z.int().nonnegative(),
  }),
})

export type GrantResult = z.infer<typeof grantResult>

/** How long to hide a message after it is sent, in seconds. */
export const messageDelay = z.int().min(0).max(900)

/** The fields that the user sets for a file or a result. */
export const givenFields = textsOf(128, 4_096, 500)

/** A file to submit, with `name` and `fields` as edited by the user. A `null` name keeps the file's own name. */
export const outgoingFile = z.strictObject({
  token: fileToken,
  name: z.string().min(1).max(300).nullable(),
  fields: givenFields,
  /** How long to hide the message, in seconds. Default: as for all files. */
  delaySeconds: messageDelay.optional(),
})

export type OutgoingFile = z.infer<typeof outgoingFile>

export const outgoingFiles = listOf(outgoingFile, 10_000)
