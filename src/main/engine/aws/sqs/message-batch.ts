import type { AwsErrorContext } from '../../errors/aws-error-info.ts'
import { EngineError, fromAwsError } from '../../errors/engine-error.ts'
import { UnreadableResponseError } from '../middleware/read-response.ts'
import { batchRefusal } from './batch-refusal.ts'
import type { BatchResponse } from './batch-response.ts'

/** The maximum number of entries that SQS accepts in one request. */
export const maxBatchSize = 10

/** The number of parallel requests for one list of entries. */
const parallelRequests = 4

const serverFaults = /Internal|Unavailable/i

/** Why an entry failed. `retryable` is false if SQS reports that the entry itself is at fault, not when it was sent. */
export type EntryFailure = { readonly error: EngineError; readonly retryable: boolean }

/**
 * Returns the failure of each entry, or `null` for a success. The Id of an entry is its index. An entry
 * without a result is `UNCONFIRMED`: the server accepted the request and may have handled the entry, so it is
 * not retryable.
 */
export function entryFailures(
  response: BatchResponse,
  count: number,
  context: AwsErrorContext,
): (EntryFailure | null)[] {
  const successful = new Set(response.Successful.map(({ Id }) => Id))
  const failed = new Map(response.Failed.map((entry) => [entry.Id, entry]))
  return Array.from({ length: count }, (_, index) => {
    const id = String(index)
    if (successful.has(id)) return null
    const entry = failed.get(id)
    if (entry === undefined) return unconfirmed(context)
    const { SenderFault } = entry
    const name = entry.Code ?? 'UnknownError'
    // Not every server says whose fault it is.
    const isServerFault = SenderFault === false || (!SenderFault && serverFaults.test(name))
    const $metadata = { httpStatusCode: isServerFault ? 500 : 400 }
    const error = fromAwsError({ name, message: entry.Message ?? name, $metadata }, context)
    // A request that came too soon counts as the sender's fault.
    return { error, retryable: !SenderFault || error.code === 'THROTTLED' }
  })
}

/** Returns the failure of an entry that may have succeeded. */
export function unconfirmed(context: AwsErrorContext): EntryFailure {
  return { error: fromAwsError(new UnreadableResponseError(), context), retryable: false }
}

/** The calls that handle entries, in batches or one by one. */
export type EntryCalls<T> = {
  /** Sends up to ten entries in one request. `null` if the server is known not to support batches. */
  readonly batch: ((entries: readonly (T & { readonly Id: string })[]) => Promise<BatchResponse>) | null
  /** Sends one entry in one request. */
  readonly single: (entry: T) => Promise<unknown>
  /** Called if the server does not support batches of this kind. */
  readonly onUnsupported: () => void
  /**
   * What to do with an entry that the server accepted without confirming it: repeat it on its own, or count
   * it as a success.
   */
  readonly inDoubt: 'repeat' | 'succeed'
}

/**
 * Handles entries in batches of ten, a few in parallel. Returns the error of each entry, or `null` for a
 * success. If the server rejects a batch, or its response does not confirm an entry, that entry is sent on
 * its own. A request that fails as a whole fails only its own entries.
 */
export async function sendBatches<T>(
  entries: readonly T[],
  context: AwsErrorContext,
  calls: EntryCalls<T>,
): Promise<(EngineError | null)[]> {
  const errors: (EngineError | null)[] = Array.from({ length: entries.length }, () => null)
  const starts = Array.from({ length: Math.ceil(entries.length / maxBatchSize) }, (_, n) => n * maxBatchSize)
  const work = async (): Promise<void> => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const found = await sendOne(entries.slice(start, start + maxBatchSize), context, calls)
      for (const [index, error] of found.entries()) errors[start + index] = error
    }
  }
  await Promise.all(Array.from({ length: Math.min(parallelRequests, starts.length) }, work))
  return errors
}

async function sendOne<T>(
  entries: readonly T[],
  context: AwsErrorContext,
  { batch, single, onUnsupported, inDoubt }: EntryCalls<T>,
): Promise<(EngineError | null)[]> {
  if (batch === null) return sendSingly(entries, context, single)
  try {
    const response = await batch(entries.map((entry, index) => ({ ...entry, Id: String(index) })))
    const errors = entryFailures(response, entries.length, context).map((failure) => failure?.error ?? null)
    const repeated = inDoubt === 'repeat' ? entries.filter((_, index) => isUnconfirmed(errors[index])) : []
    const outcomes = await sendSingly(repeated, context, single)
    return errors.map((error) => (isUnconfirmed(error) ? (outcomes.shift() ?? null) : error))
  } catch (error) {
    const refusal = batchRefusal(error)
    if (refusal === 'unsupported') onUnsupported()
    const known = fromAwsError(error, context)
    if (refusal === null && !isUnconfirmed(known)) return entries.map(() => known)
    if (refusal === null && inDoubt === 'succeed') return entries.map(() => null)
    return sendSingly(entries, context, single)
  }
}

function sendSingly<T>(
  entries: readonly T[],
  context: AwsErrorContext,
  single: (entry: T) => Promise<unknown>,
): Promise<(EngineError | null)[]> {
  return Promise.all(
    entries.map((entry) =>
      single(entry).then(
        () => null,
        (error: unknown) => fromAwsError(error, context),
      ),
    ),
  )
}

function isUnconfirmed(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'UNCONFIRMED'
}
