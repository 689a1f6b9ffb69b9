import { z } from 'zod'
import type { AwsErrorContext } from '../../errors/aws-error-info.ts'
import { fromAwsError, type EngineError } from '../../errors/engine-error.ts'

/** The most entries that SQS takes in one request. */
const batchSize = 10

/** How many requests of one batch are under way at once. */
const parallelRequests = 4

/** The entries that SQS refused, as its JSON protocol tells them. */
export const failedEntries = z
  .array(
    z.object({
      Id: z.string(),
      Code: z.string().optional(),
      Message: z.string().optional(),
      SenderFault: z.boolean().optional(),
    }),
  )
  .optional()

/** What SQS says of the entries of a batch. */
export type BatchAnswer = {
  readonly Successful?: readonly { readonly Id?: string | undefined }[] | undefined
  readonly Failed?:
    | readonly {
        readonly Id?: string | undefined
        readonly Code?: string | undefined
        readonly Message?: string | undefined
        readonly SenderFault?: boolean | undefined
      }[]
    | undefined
}

/**
 * Sends entries ten to a request, a few requests at once, and answers with each one's outcome: `null` for a
 * success, else its own error. A request that fails as a whole fails each of its entries, and no other.
 */
export async function sendBatches<T>(
  entries: readonly T[],
  context: AwsErrorContext,
  send: (entries: readonly (T & { readonly Id: string })[]) => Promise<BatchAnswer>,
): Promise<(EngineError | null)[]> {
  const outcomes: (EngineError | null)[] = Array.from({ length: entries.length }, () => null)
  const starts = Array.from({ length: Math.ceil(entries.length / batchSize) }, (_, n) => n * batchSize)
  const work = async (): Promise<void> => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const found = await sendOne(entries.slice(start, start + batchSize), context, send)
      found.forEach((outcome, index) => {
        outcomes[start + index] = outcome
      })
    }
  }
  await Promise.all(Array.from({ length: Math.min(parallelRequests, starts.length) }, work))
  return outcomes
}

async function sendOne<T>(
  entries: readonly T[],
  context: AwsErrorContext,
  send: (entries: readonly (T & { readonly Id: string })[]) => Promise<BatchAnswer>,
): Promise<(EngineError | null)[]> {
  try {
    const answer = await send(entries.map((entry, index) => ({ ...entry, Id: String(index) })))
    const done = new Set(answer.Successful?.map(({ Id }) => Id))
    const failed = new Map(answer.Failed?.map((one) => [one.Id, one]))
    return entries.map((_, index) => {
      const id = String(index)
      if (done.has(id)) return null
      // An entry that the server forgot to answer has not certainly succeeded.
      const {
        Code: name = 'NoAnswer',
        Message: message = 'it said nothing of this message',
        SenderFault = false,
      } = failed.get(id) ?? {}
      return fromAwsError({ name, message, $metadata: { httpStatusCode: SenderFault ? 400 : 500 } }, context)
    })
  } catch (error) {
    const known = fromAwsError(error, context)
    return entries.map(() => known)
  }
}
