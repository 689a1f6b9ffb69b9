import type { JobFields } from '../../../shared/jobs/job-fields.ts'

// A foreign message can have 1 MiB, in one field or in 100,000, and some servers keep metadata of any length. The page
// gets the first part.

const mostFields = 100
const longestName = 128
const longestValue = 4_096
/** Of all fields together. */
const mostCharacters = 8_192

/** The first fields of a message or an object, for the page. */
export interface ShownFields {
  readonly fields: JobFields
  /** How many fields are left out. */
  readonly moreFields: number
  /** How many of `fields` are cut. */
  readonly cutFields: number
}

/**
 * Returns the part of the fields that the page shows. One invalid field must not hide the others.
 */
export function shownFields(fields: JobFields): ShownFields {
  const shown: [string, string][] = []
  let left = mostCharacters
  let cutFields = 0
  for (const [name, value] of Object.entries(fields)) {
    if (shown.length === mostFields || left <= name.length) break
    if (name === '' || name.length > longestName) continue
    const part = value.slice(0, Math.min(longestValue, left - name.length))
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
