import { z } from 'zod'
import type { AwsErrorContext } from '../../errors/aws-error-info.ts'
import { fromAwsError, type EngineError } from '../../errors/engine-error.ts'

/** The most entries that SQS accepts in one request. */
export const maxBatchSize = 10

/** How many requests for one list of entries run in parallel. */
const parallelRequests = 4

/** The failed entries in a response of the SQS JSON protocol. */
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

/** One failed entry of a batch. */
type FailedEntry = {
  readonly Id?: string | undefined
  readonly Code?: string | undefined
  readonly Message?: string | undefined
  readonly SenderFault?: boolean | undefined
}

/** The response to a batch. */
export type BatchResponse = {
  readonly Successful?: readonly { readonly Id?: string | undefined }[] | undefined
  readonly Failed?: readonly FailedEntry[] | undefined
}

/** Why an entry failed. `retryable`: SQS reports a fault of its own. */
export type EntryFailure = { readonly error: EngineError; readonly retryable: boolean }

/**
 * Returns the failure of each entry, `null` for a success. The Id of an entry is its index. An entry without a result
 * counts as failed, because it may not have succeeded.
 */
export function entryFailures(
  response: BatchResponse,
  count: number,
  context: AwsErrorContext,
): (EntryFailure | null)[] {
  const successful = new Set(response.Successful?.map(({ Id }) => Id))
  const failed = new Map(response.Failed?.map((entry) => [entry.Id, entry]))
  return Array.from({ length: count }, (_, index) => {
    const id = String(index)
    if (successful.has(id)) return null
    const {
      Code: name = 'NoResult',
      Message: message = 'the response does not mention this message',
      SenderFault = false,
    } = failed.get(id) ?? {}
    const $metadata = { httpStatusCode: SenderFault ? 400 : 500 }
    return { error: fromAwsError({ name, message, $metadata }, context), retryable: !SenderFault }
  })
}

/**
 * Sends entries in batches of ten, a few in parallel. Returns the error of each entry, `null` for a success. A request
 * that fails as a whole fails only its own entries.
 */
export async function sendBatches<T>(
  entries: readonly T[],
  context: AwsErrorContext,
  send: (entries: readonly (T & { readonly Id: string })[]) => Promise<BatchResponse>,
): Promise<(EngineError | null)[]> {
  const errors: (EngineError | null)[] = Array.from({ length: entries.length }, () => null)
  const starts = Array.from({ length: Math.ceil(entries.length / maxBatchSize) }, (_, n) => n * maxBatchSize)
  const work = async (): Promise<void> => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const found = await sendOne(entries.slice(start, start + maxBatchSize), context, send)
      for (const [index, error] of found.entries()) errors[start + index] = error
    }
  }
  await Promise.all(Array.from({ length: Math.min(parallelRequests, starts.length) }, work))
  return errors
}

async function sendOne<T>(
  entries: readonly T[],
  context: AwsErrorContext,
  send: (entries: readonly (T & { readonly Id: string })[]) => Promise<BatchResponse>,
): Promise<(EngineError | null)[]> {
  try {
    const response = await send(entries.map((entry, index) => ({ ...entry, Id: String(index) })))
    return entryFailures(response, entries.length, context).map((failure) => failure?.error ?? null)
  } catch (error) {
    const known = fromAwsError(error, context)
    return entries.map(() => known)
  }
}
