import { z } from 'zod'
import { queueName } from '../queues/queues.ts'

/** The number of job queues whose last entries are remembered. */
export const mostRemembered = 100

/** What was entered for a job queue when files were last submitted to it. */
export const submitDefaults = z.strictObject({
  connectionId: z.string().max(64),
  queue: queueName,
  fields: z.array(z.tuple([z.string().min(1).max(128), z.string().max(1_024)])).max(30),
  delaySeconds: z.int().min(0).max(900),
})
export type SubmitDefaults = z.infer<typeof submitDefaults>

/** The list with one of them renewed, newest first. */
export function remember(
  known: readonly SubmitDefaults[],
  { fields, ...given }: SubmitDefaults,
): SubmitDefaults[] {
  const others = known.filter(
    ({ connectionId, queue }) => connectionId !== given.connectionId || queue !== given.queue,
  )
  // What is too long to be kept is entered again.
  const kept = fields.filter(([name, value]) => name.length <= 128 && value.length <= 1_024).slice(0, 30)
  return [{ ...given, fields: kept }, ...others].slice(0, mostRemembered)
}
