import { z } from 'zod'
import { listOf } from '../ipc/bounded.ts'
import { queueName } from '../queues/queues.ts'

/** The number of job queues whose last input is remembered. */
export const mostRemembered = 100

/** The input for a job queue when files were last submitted to it. */
export const submitDefaults = z.strictObject({
  connectionId: z.string().max(64),
  queue: queueName,
  fields: listOf(z.tuple([z.string().min(1).max(128), z.string().max(1_024)]), 30, { min: 0 }),
  delaySeconds: z.int().min(0).max(900),
})
export type SubmitDefaults = z.infer<typeof submitDefaults>

/** Adds or replaces one entry in the list, and moves it to the front. */
export function remember(
  known: readonly SubmitDefaults[],
  { fields, ...given }: SubmitDefaults,
): SubmitDefaults[] {
  const others = known.filter(
    ({ connectionId, queue }) => connectionId !== given.connectionId || queue !== given.queue,
  )
  // Overlong values are not kept. The user has to enter them again.
  const kept = fields.filter(([name, value]) => name.length <= 128 && value.length <= 1_024).slice(0, 30)
  return [{ ...given, fields: kept }, ...others].slice(0, mostRemembered)
}
