import { z } from 'zod'
import { jobId } from '../jobs/jobs.ts'
import { objectKey } from './objects.ts'
import { sqsQueueName } from '../queues/dead-letters.ts'
import { direction, queueName } from '../queues/queues.ts'

/** The source of a preview: the payload or a result of a job, the payload of a claim or of a dead letter, or an object in a bucket. */
export const previewSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('payload'), jobId }),
  z.strictObject({ kind: z.literal('result'), jobId, resultId: z.int().positive() }),
  z.strictObject({ kind: z.literal('claim'), claimId: z.string().max(64) }),
  /** `name`: the dead-letter queue. `letterId` is one of the messages that were received from it. */
  z.strictObject({
    kind: z.literal('dead-letter'),
    queue: queueName,
    name: sqsQueueName,
    deadLetterId: z.string().max(64),
  }),
  z.strictObject({ kind: z.literal('object'), queue: queueName, direction, key: objectKey }),
])
export type PreviewSource = z.infer<typeof previewSource>

/** An open preview's id. Until it is closed, anyone who knows the id can read its bytes. */
export const previewId = z.string().length(43)

/** One file in an archive. `size` is `null` for a folder. */
export const archiveEntry = z.strictObject({
  name: z.string().max(1_024),
  size: z.number().nonnegative().nullable(),
})
export type ArchiveEntry = z.infer<typeof archiveEntry>

/**
 * The content that the page renders. Content that is too large for a reply is served at `previewUrl`. `shown`
 * is the number of bytes that were read; the rest of the file is not shown.
 */
export const previewContent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('empty') }),
  /** Why nothing can be shown. */
  z.strictObject({ kind: z.literal('none'), reason: z.string() }),
  z.strictObject({
    kind: z.literal('image'),
    format: z.string(),
    width: z.int().positive(),
    height: z.int().positive(),
  }),
  z.strictObject({ kind: z.literal('audio') }),
  z.strictObject({ kind: z.literal('video') }),
  z.strictObject({ kind: z.literal('pages'), pages: z.int().positive() }),
  z.strictObject({
    kind: z.literal('text'),
    syntax: z.enum(['plain', 'json', 'csv', 'tsv']),
    text: z.string().max(300_000),
    encoding: z.string(),
    shown: z.int(),
    /** True if there is more text than this. */
    isTruncated: z.boolean(),
    /** True if the text was unpacked from a gzip file. */
    isUnpacked: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('archive'),
    format: z.enum(['zip', 'tar', 'tar.gz']),
    entries: z.array(archiveEntry).max(1_000),
    /** The number of entries, or `null` if not all of them were read. */
    total: z.number().nonnegative().nullable(),
  }),
  /** The first bytes, as base64. */
  z.strictObject({ kind: z.literal('hex'), bytes: z.string().max(8_192) }),
])
export type PreviewContent = z.infer<typeof previewContent>

export const preview = z.strictObject({
  id: previewId,
  /** The size of the whole object in bytes. */
  size: z.number().nonnegative(),
  content: previewContent,
})
export type Preview = z.infer<typeof preview>
