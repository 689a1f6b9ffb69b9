import type { JobFields } from '../../../shared/jobs/job-fields.ts'

// A message from another program can have 1 MiB, in one field or in 100,000, and some servers store metadata of any
// length. The page gets the first part.

const maxFields = 100
const maxNameLength = 128
const maxValueLength = 4_096
/** The limit for all fields together. */
const maxCharacters = 8_192

/** The first fields of a message or object, for the page. */
export interface ShownFields {
  readonly fields: JobFields
  /** The number of fields that are left out. */
  readonly moreFields: number
  /** The number of truncated `fields`. */
  readonly cutFields: number
}

/** Returns the part of the fields shown on the page. One invalid field must not hide the others. */
export function shownFields(fields: JobFields): ShownFields {
  const shown: [string, string][] = []
  let left = maxCharacters
  let cutFields = 0
  for (const [name, value] of Object.entries(fields)) {
    if (shown.length === maxFields || left <= name.length) break
    if (name === '' || name.length > maxNameLength) continue
    const part = value.slice(0, Math.min(maxValueLength, left - name.length))
    if (part.length < value.length) cutFields += 1
    left -= name.length + part.length
    shown.push([name, part])
  }
  return {
    fields: Object.fromEntries(shown),
    moreFields: Object.keys(fields).length - shown.length,
    cutFields,
  }
}
