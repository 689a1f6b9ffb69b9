import { z } from 'zod'
import { wireError } from '../errors.ts'
import { jobFields } from '../jobs/job-fields.ts'

/** An S3 key: 1 to 1,024 characters. */
export const objectKey = z.string().min(1).max(1_024)

/** One object in a payload bucket. */
export const storedObject = z.strictObject({
  key: z.string(),
  size: z.number().nonnegative(),
  modifiedAt: z.number().nullable(),
})
export type StoredObject = z.infer<typeof storedObject>

/** One page of a listing. `next` is the cursor of the next page, or `null` on the last page. */
export const objectsPage = z.strictObject({
  bucket: z.string(),
  objects: z.array(storedObject),
  next: z.string().nullable(),
})
export type ObjectsPage = z.infer<typeof objectsPage>

/** An object with its name, if it has one besides its key, and the job on this computer that it belongs to. */
export const namedObject = z.strictObject({
  key: z.string(),
  name: z.string().nullable(),
  jobId: z.int().positive().nullable(),
})
export type NamedObject = z.infer<typeof namedObject>

/** The outcome of an action on several objects. */
export const objectsOutcome = z.strictObject({
  done: z.int().nonnegative(),
  /** The first objects that failed. */
  failed: z.array(z.strictObject({ key: z.string(), error: wireError })),
  moreFailed: z.int().nonnegative(),
})
export type ObjectsOutcome = z.infer<typeof objectsOutcome>

/** An object's size, type and metadata. */
export const objectDetail = z.strictObject({
  key: z.string(),
  size: z.number().nonnegative(),
  contentType: z.string().nullable(),
  modifiedAt: z.number().nullable(),
  fields: jobFields,
})
export type ObjectDetail = z.infer<typeof objectDetail>

/** An object with the fields that the page shows. Their number and length are limited. */
export const shownObject = objectDetail.extend({
  /** The number of fields that are left out. */
  moreFields: z.int().nonnegative(),
  /** The number of fields that are truncated. */
  cutFields: z.int().nonnegative(),
})
