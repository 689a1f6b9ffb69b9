import type { Claim } from '../../../shared/jobs/claims.ts'
import type { Job } from '../job-queue/job-queue.ts'
import { shownFields } from '../protocol/shown-fields.ts'

// A message from another program can be 1 MiB. The page gets every claim, but only the first part of each message. The
// whole message is read on demand.

const bodyCharacters = 4_096
/** The limit for one attribute. */
const maxValueLength = 4_096
/** The limit for all attributes together. */
const maxCharacters = 8_192
/** SQS allows ten attributes, plus the trace header. */
const maxAttributes = 11

/** The first part of a job's message, for the page. */
export interface ShownMessage extends Pick<Claim, 'rawBody' | 'bodyLength' | 'attributes' | 'fields'> {
  /** The number of fields left out. */
  readonly moreFields: number
}

/** Returns the part of a message shown on the page. One invalid field must not hide the claim. */
export function shownMessage(job: Job): ShownMessage {
  const { fields, moreFields } = shownFields(job.fields)
  return {
    fields,
    moreFields,
    attributes: shownAttributes(job),
    rawBody: job.rawBody.slice(0, bodyCharacters),
    bodyLength: job.rawBody.length,
  }
}

function shownAttributes({ attributes, traceHeader }: Job): Claim['attributes'] {
  const trace = traceHeader === null ? {} : { AWSTraceHeader: { type: 'String', value: traceHeader } }
  let left = maxCharacters
  return Object.entries({ ...attributes, ...trace })
    .slice(0, maxAttributes)
    .map(([name, { type, value }]) => {
      const part = value.slice(0, Math.min(maxValueLength, left))
      left -= part.length
      return { name: name.slice(0, 256), type: type.slice(0, 256), value: part }
    })
}
