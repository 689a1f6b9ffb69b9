import type { ReceivedMessage, SqsQueue } from '../aws/sqs/sqs-queue.ts'
import { EngineError } from '../errors/engine-error.ts'
import { toEngineError } from '../errors/to-engine-error.ts'

const batchSize = 10
/** How long a batch is hidden while it is moved, in seconds. */
const leaseSeconds = 60

/** The outcome for one message. */
export interface MoveOutcome {
  /** The id of its new message, or `null` if it was not sent. */
  readonly sentAs: string | null
  readonly error: EngineError | null
}

/** A message and its destination, unchanged or edited. */
export interface Move {
  readonly message: Pick<ReceivedMessage, 'body' | 'attributes' | 'traceHeader' | 'receiptHandle'>
  readonly target: SqsQueue
  /** The id of its new message if it was already sent, so that it only has to be deleted. */
  readonly sentAs: string | null
}

/**
 * Sends each message to its queue, then deletes the sent ones from the dead-letter queue. In this order, a
 * crash in between leaves a duplicate but loses nothing. Returns the outcome of each, in the same order.
 * Never throws.
 */
export async function moveDeadLetters(
  from: SqsQueue,
  moves: readonly Move[],
): Promise<readonly MoveOutcome[]> {
  const sent = await Promise.all(moves.map(sendOne))
  const toDelete = moves.flatMap(({ message }, index) =>
    sent[index]?.sentAs === null ? [] : [{ index, message }],
  )
  const errors = await from.deleteBatch(toDelete.map(({ message }) => message.receiptHandle))
  const failures = new Map(toDelete.map(({ index }, position) => [index, errors[position] ?? null]))
  return sent.map((outcome, index) => ({ ...outcome, error: outcome.error ?? failures.get(index) ?? null }))
}

async function sendOne({ message, target, sentAs }: Move): Promise<MoveOutcome> {
  if (sentAs !== null) return { sentAs, error: null }
  try {
    const { body, attributes, traceHeader } = message
    const isPlain = Object.keys(attributes).length === 0 && traceHeader === null
    // Only messages without attributes go into a batch.
    const id = isPlain
      ? await target.sendBatched(body)
      : await target.send(body, { extras: { attributes, traceHeader } })
    return { sentAs: id, error: null }
  } catch (error) {
    return { sentAs: null, error: toEngineError(error) }
  }
}

/** Options of {@link moveAllLetters}. */
export interface MoveAllOptions {
  readonly from: SqsQueue
  /**
   * The approximate number of messages. The move stops after this many, so that messages that die again are
   * not moved twice.
   */
  readonly total: number
  readonly signal: AbortSignal
  /**
   * The ids of messages that were sent but could not be deleted, with the ids of their new messages. They are only
   * deleted when they are received again. Changed by the move.
   */
  readonly undeleted: Map<string, string>
  targetOf(message: ReceivedMessage): SqsQueue
  /** Called after each batch, with each old message and the id of its new one. */
  onMoved(moved: readonly { readonly message: ReceivedMessage; readonly sentAs: string }[]): void
}

/**
 * Moves all messages of a dead-letter queue in batches, for servers without move tasks. A cancel takes effect
 * after the current batch.
 *
 * @throws EngineError the first error; `CANCELLED`.
 */
export async function moveAllDeadLetters({
  from,
  total,
  signal,
  undeleted,
  targetOf,
  onMoved,
}: MoveAllOptions): Promise<void> {
  const most = total === 0 ? Infinity : total
  let moved = 0
  let empty = 0
  // SQS may return nothing while messages remain, so one empty response is not enough.
  while (empty < 2 && moved < most) {
    if (signal.aborted) throw new EngineError('CANCELLED')
    const messages = await from.receive({ max: batchSize, waitSeconds: 1, leaseSeconds, which: 'all' })
    empty = messages.length === 0 ? empty + 1 : 0
    const intact = messages.filter(({ damaged }) => !damaged)
    const moves = intact.map((message) => ({
      message,
      target: targetOf(message),
      sentAs: undeleted.get(message.id) ?? null,
    }))
    const outcomes = await moveDeadLetters(from, moves)
    const done = outcomes.flatMap(({ sentAs, error }, index) => {
      const message = intact[index]
      if (sentAs === null || message === undefined) return []
      if (error === null) undeleted.delete(message.id)
      else undeleted.set(message.id, sentAs)
      return error === null ? [{ message, sentAs }] : []
    })
    moved += done.length
    if (done.length > 0) onMoved(done)
    const failure = outcomes.find(({ error }) => error !== null)?.error
    if (failure === undefined && intact.length === messages.length) continue
    // A sent message that could not be deleted stays hidden, so that nobody else moves it a second time.
    const left = messages.filter(
      (message) => !undeleted.has(message.id) && !done.some((one) => one.message === message),
    )
    await from.changeVisibilityBatch(left.map(({ receiptHandle }) => ({ receiptHandle, seconds: 0 })))
    throw failure ?? new EngineError('CHECKSUM_MISMATCH', 'A message does not match its checksum.')
  }
}
