import type {
  DeadLetterQueue,
  DeadLettersOutcome,
  DeadLettersSnapshot,
  Resubmission,
} from '../../../shared/queues/dead-letters.ts'
import { purge } from '../aws/sqs/queue-admin.ts'
import type { ObjectSource } from '../aws/s3/object-source.ts'
import type { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import type { RequestBudget } from '../depths/request-budget.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { checkMessageSize } from '../protocol/message-body.ts'
import { type DeadLetterTarget, deadLetterQueueOf, sourceOf } from './dead-letter-target.ts'
import { describeDeadLetters } from './describe-dead-letters.ts'
import { HeldDeadLetter, hiddenSeconds, type Activity } from './held-dead-letter.ts'
import { HeldDeadLetters, type DeadLetterOutcome } from './held-dead-letters.ts'
import type { DeadJobs } from './dead-jobs.ts'
import { jobsOfDeadLetters } from './jobs-of-dead-letters.ts'
import { DeadLetterMoves } from './dead-letter-moves.ts'
import { moveDeadLetters } from './move-dead-letters.ts'

/** Dependencies of {@link DeadLetters}. */
export interface DeadLettersOptions {
  readonly book: DeadJobs
  /** Called after messages were moved or deleted, so that the counts are read again. */
  readonly onChanged: (jobQueue: string) => void
  readonly now?: () => number
  /** The request budget for reading a move's progress. */
  readonly budget?: Pick<RequestBudget, 'tryTake'>
}

/**
 * The dead letters that this app has received, and the actions on them. It receives only when the user asks
 * for it, because that raises a message's receive count and hides it from others.
 */
export class DeadLetters {
  readonly #book: DeadJobs
  readonly #onChanged: (jobQueue: string) => void
  readonly #now: () => number
  readonly #held: HeldDeadLetters
  readonly #moves: DeadLetterMoves
  #visible = true

  constructor({ book, onChanged, now = Date.now, budget }: DeadLettersOptions) {
    this.#book = book
    this.#onChanged = onChanged
    this.#now = now
    this.#held = new HeldDeadLetters(now)
    const mayAsk = (): boolean => this.#visible && budget?.tryTake(1) !== false
    this.#moves = new DeadLetterMoves({ book, held: this.#held, onChanged, now, mayAsk })
  }

  snapshot(): DeadLettersSnapshot {
    return this.#held.snapshot()
  }

  /** Sets the window's visibility. While it is hidden, the progress of moves is not read. */
  setVisible(visible: boolean): void {
    this.#visible = visible
  }

  /** Calls the listener on every change. Returns a function that removes it. */
  onChange(listener: () => void): () => void {
    return this.#held.onChange(listener)
  }

  /** Returns a job queue's dead-letter queues. Receives nothing. */
  async describe(connectionId: string, jobQueue: JobQueue): Promise<readonly DeadLetterQueue[]> {
    const queues = await describeDeadLetters(jobQueue)
    await Promise.all(queues.map(({ name }) => this.#moves.findMove({ connectionId, jobQueue, name })))
    return queues
  }

  /** Receives up to `max` dead letters, and adds them to the list. Returns their number. */
  async receive(target: DeadLetterTarget, max: number): Promise<number> {
    const queue = deadLetterQueueOf(target)
    const startedAt = this.#now()
    const messages = await queue.receive({ max, waitSeconds: 1, leaseSeconds: hiddenSeconds, which: 'all' })
    const hiddenUntil = startedAt + hiddenSeconds * 1_000
    const deadLetters = messages.map((message) => new HeldDeadLetter(message, hiddenUntil))
    this.#held.add(this.#held.of(target), deadLetters)
    await this.#recognize(target, deadLetters)
    return deadLetters.length
  }

  /**
   * Returns the payload of a held dead letter. Reads only from the job queue's buckets.
   *
   * @throws EngineError `MESSAGE_WITHOUT_KEY`, `MESSAGE_FOREIGN_BUCKET`; `BAD_REQUEST` if the message is not
   * held
   */
  payload(target: DeadLetterTarget, id: string): ObjectSource {
    const deadLetter = this.#held.of(target).deadLetters.find((held) => held.id === id)
    if (deadLetter === undefined) throw new EngineError('BAD_REQUEST', 'This message is no longer held.')
    const { payload } = deadLetter
    if (payload === null) throw new EngineError('MESSAGE_WITHOUT_KEY')
    const { jobQueue } = target
    if (![jobQueue.names.bucket('in'), jobQueue.names.bucket('out')].includes(payload.bucket))
      throw new EngineError('MESSAGE_FOREIGN_BUCKET')
    return jobQueue.source(payload)
  }

  /** Hides messages for another five minutes, while the user works on them. */
  async keep(target: DeadLetterTarget, ids: readonly string[]): Promise<DeadLettersOutcome> {
    const seconds = hiddenSeconds
    return this.#onEach(target, ids, 'idle', async (queue, deadLetters) => {
      const until = this.#now() + seconds * 1_000
      const changes = deadLetters.map(({ message }) => ({ receiptHandle: message.receiptHandle, seconds }))
      const errors = await queue.changeVisibilityBatch(changes, { isRenewal: true })
      for (const [index, deadLetter] of deadLetters.entries()) {
        if (errors[index] === null) deadLetter.hiddenUntil = until
      }
      return errors.map((error) => ({ error, isGone: false }))
    })
  }

  /** Makes messages visible to others again, and removes them from the list. */
  async putBack(target: DeadLetterTarget, ids: readonly string[]): Promise<DeadLettersOutcome> {
    return this.#onEach(target, ids, 'putting-back', async (queue, deadLetters) => {
      const changes = deadLetters.map(({ message }) => ({ receiptHandle: message.receiptHandle, seconds: 0 }))
      const errors = await queue.changeVisibilityBatch(changes)
      return errors.map((error) => ({ error, isGone: error === null }))
    })
  }

  /** Deletes messages permanently. */
  async remove(target: DeadLetterTarget, ids: readonly string[]): Promise<DeadLettersOutcome> {
    const outcome = await this.#onEach(target, ids, 'deleting', async (queue, deadLetters) => {
      const errors = await queue.deleteBatch(deadLetters.map(({ message }) => message.receiptHandle))
      await this.#left(
        deadLetters.filter((_, index) => errors[index] === null),
        'Dead letter deleted',
      )
      return errors.map((error) => ({ error, isGone: error === null }))
    })
    this.#onChanged(target.jobQueue.config.name)
    return outcome
  }

  /** Deletes all messages of the dead-letter queue permanently. @throws EngineError `PURGE_TOO_SOON`. */
  async removeAll(target: DeadLetterTarget): Promise<void> {
    await purge(deadLetterQueueOf(target))
    const held = this.#held.of(target)
    const { deadLetters } = held
    held.deadLetters = []
    this.#held.notify()
    await this.#left(deadLetters, 'Dead letter deleted')
    this.#onChanged(target.jobQueue.config.name)
  }

  /**
   * Resends messages to their sources, unchanged or edited, and then deletes the old ones. If a message was
   * sent but could not be deleted, the next attempt only deletes it.
   */
  async submitAgain(target: DeadLetterTarget, changes: readonly Resubmission[]): Promise<DeadLettersOutcome> {
    const changeOf = new Map(changes.map((change) => [change.id, change]))
    const ids = changes.map(({ id }) => id)
    const outcome = await this.#onEach(target, ids, 'submitting', async (queue, deadLetters) => {
      const moves = deadLetters.map((deadLetter) => ({
        message: edited(deadLetter, changeOf.get(deadLetter.id)),
        target: sourceOf(target, deadLetter.message.deadLetterSource ?? null),
        sentAs: deadLetter.sentAs,
      }))
      const outcomes = await moveDeadLetters(queue, moves)
      const sent = deadLetters.flatMap((deadLetter, index) => {
        const sentAs = outcomes[index]?.sentAs ?? null
        if (sentAs === null || deadLetter.sentAs !== null) return []
        deadLetter.sentAs = sentAs
        return [{ deadLetter, sentAs }]
      })
      await this.#book.resent(
        sent.flatMap(({ deadLetter: { job }, sentAs }) =>
          job === null ? [] : [{ job: job.id, messageId: sentAs }],
        ),
        this.#now(),
      )
      await this.#left(
        deadLetters.filter((_, index) => outcomes[index]?.error === null),
        'Submitted again',
      )
      return outcomes.map(({ error }) => ({ error, isGone: error === null }))
    })
    this.#onChanged(target.jobQueue.config.name)
    return outcome
  }

  /** Starts moving all messages back to their sources. The snapshot shows the progress. */
  submitAll(target: DeadLetterTarget): Promise<void> {
    return this.#moves.start(target)
  }

  /** Stops the move of all messages. Moved messages stay moved. */
  cancel(target: DeadLetterTarget): Promise<void> {
    return this.#moves.cancel(target)
  }

  /**
   * Call this with each count of a dead-letter queue, to detect jobs that someone else has moved back.
   *
   * @throws the store's errors
   */
  onCount(target: DeadLetterTarget, count: number): Promise<void> {
    return this.#moves.onCount(target, count)
  }

  /** Stops moving. Held messages become visible again when their timeout ends. */
  close(): Promise<void> {
    return this.#moves.close()
  }

  /** Runs an action on held dead letters. Each letter keeps its error if it failed. */
  #onEach(
    target: DeadLetterTarget,
    ids: readonly string[],
    activity: Activity,
    act: (queue: SqsQueue, deadLetters: readonly HeldDeadLetter[]) => Promise<readonly DeadLetterOutcome[]>,
  ): Promise<DeadLettersOutcome> {
    return this.#held.onEach(this.#held.of(target), ids, activity, (deadLetters) =>
      act(deadLetterQueueOf(target), deadLetters),
    )
  }

  async #left(
    deadLetters: readonly HeldDeadLetter[],
    why: 'Submitted again' | 'Dead letter deleted',
  ): Promise<void> {
    const ids = deadLetters.flatMap(({ job }) => (job === null ? [] : [job.id]))
    await this.#book.left(ids, why, this.#now())
  }

  /** Finds the jobs of received messages, and records that they are dead. */
  async #recognize(
    { connectionId, jobQueue }: DeadLetterTarget,
    deadLetters: readonly HeldDeadLetter[],
  ): Promise<void> {
    if (deadLetters.length === 0) return
    const jobs = await jobsOfDeadLetters(
      this.#book,
      { connectionId, jobQueue },
      deadLetters.map(({ message }) => message),
    )
    for (const [index, deadLetter] of deadLetters.entries()) deadLetter.job = jobs[index] ?? null
    const died = deadLetters.flatMap(({ job, message }) =>
      job === null ? [] : [{ id: job.id, messageId: message.id, receivedCount: message.receivedCount }],
    )
    await this.#book.died(died, this.#now())
    this.#held.notify()
  }
}

/** Returns the message to send for a letter, with the user's changes. */
function edited({ message }: HeldDeadLetter, change: Resubmission | undefined): HeldDeadLetter['message'] {
  const body = change?.body ?? message.body
  const attributes =
    change?.attributes === null || change === undefined
      ? message.attributes
      : Object.fromEntries(change.attributes.map(({ name, type, value }) => [name, { type, value }]))
  const next = { ...message, body, attributes }
  checkMessageSize(body, next)
  return next
}
