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
import { HeldLetter, hiddenSeconds, type Activity } from './held-letter.ts'
import { HeldLetters, type LetterOutcome } from './held-letters.ts'
import type { JobBook } from './job-book.ts'
import { jobsOfLetters } from './jobs-of-letters.ts'
import { LetterMoves } from './letter-moves.ts'
import { moveLetters } from './move-letters.ts'

/** Dependencies of {@link DeadLetters}. */
export interface DeadLettersOptions {
  readonly book: JobBook
  /** Called after messages were moved or deleted, to read the counts again. */
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
  readonly #book: JobBook
  readonly #onChanged: (jobQueue: string) => void
  readonly #now: () => number
  readonly #held: HeldLetters
  readonly #moves: LetterMoves
  #visible = true

  constructor({ book, onChanged, now = Date.now, budget }: DeadLettersOptions) {
    this.#book = book
    this.#onChanged = onChanged
    this.#now = now
    this.#held = new HeldLetters(now)
    const mayAsk = (): boolean => this.#visible && budget?.tryTake(1) !== false
    this.#moves = new LetterMoves({ book, held: this.#held, onChanged, now, mayAsk })
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
    const letters = messages.map((message) => new HeldLetter(message, hiddenUntil))
    this.#held.add(this.#held.of(target), letters)
    await this.#recognize(target, letters)
    return letters.length
  }

  /**
   * Returns the payload of a held dead letter. Reads only from the job queue's buckets.
   *
   * @throws EngineError `MESSAGE_WITHOUT_KEY`, `MESSAGE_FOREIGN_BUCKET`; `BAD_REQUEST` if the message is not
   * held
   */
  payload(target: DeadLetterTarget, id: string): ObjectSource {
    const letter = this.#held.of(target).letters.find((held) => held.id === id)
    if (letter === undefined) throw new EngineError('BAD_REQUEST', 'This message is no longer held.')
    const { payload } = letter
    if (payload === null) throw new EngineError('MESSAGE_WITHOUT_KEY')
    const { jobQueue } = target
    if (![jobQueue.names.bucket('in'), jobQueue.names.bucket('out')].includes(payload.bucket))
      throw new EngineError('MESSAGE_FOREIGN_BUCKET')
    return jobQueue.source(payload)
  }

  /** Hides messages for another five minutes, while the user works on them. */
  async keep(target: DeadLetterTarget, ids: readonly string[]): Promise<DeadLettersOutcome> {
    const seconds = hiddenSeconds
    return this.#onEach(target, ids, 'idle', async (queue, letters) => {
      const until = this.#now() + seconds * 1_000
      const changes = letters.map(({ message }) => ({ receiptHandle: message.receiptHandle, seconds }))
      const errors = await queue.changeVisibilityBatch(changes, { isRenewal: true })
      for (const [index, letter] of letters.entries()) {
        if (errors[index] === null) letter.hiddenUntil = until
      }
      return errors.map((error) => ({ error, isGone: false }))
    })
  }

  /** Makes messages visible to others again, and removes them from the list. */
  async putBack(target: DeadLetterTarget, ids: readonly string[]): Promise<DeadLettersOutcome> {
    return this.#onEach(target, ids, 'putting-back', async (queue, letters) => {
      const changes = letters.map(({ message }) => ({ receiptHandle: message.receiptHandle, seconds: 0 }))
      const errors = await queue.changeVisibilityBatch(changes)
      return errors.map((error) => ({ error, isGone: error === null }))
    })
  }

  /** Deletes messages permanently. */
  async remove(target: DeadLetterTarget, ids: readonly string[]): Promise<DeadLettersOutcome> {
    const outcome = await this.#onEach(target, ids, 'deleting', async (queue, letters) => {
      const errors = await queue.deleteBatch(letters.map(({ message }) => message.receiptHandle))
      await this.#left(
        letters.filter((_, index) => errors[index] === null),
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
    const { letters } = held
    held.letters = []
    this.#held.notify()
    await this.#left(letters, 'Dead letter deleted')
    this.#onChanged(target.jobQueue.config.name)
  }

  /**
   * Resends messages to their sources, unchanged or edited, and then deletes the old ones. If a message was
   * sent but could not be deleted, the next attempt only deletes it.
   */
  async submitAgain(target: DeadLetterTarget, changes: readonly Resubmission[]): Promise<DeadLettersOutcome> {
    const changeOf = new Map(changes.map((change) => [change.id, change]))
    const ids = changes.map(({ id }) => id)
    const outcome = await this.#onEach(target, ids, 'submitting', async (queue, letters) => {
      const moves = letters.map((letter) => ({
        message: edited(letter, changeOf.get(letter.id)),
        target: sourceOf(target, letter.message.deadLetterSource ?? null),
        sentAs: letter.sentAs,
      }))
      const outcomes = await moveLetters(queue, moves)
      const sent = letters.flatMap((letter, index) => {
        const sentAs = outcomes[index]?.sentAs ?? null
        if (sentAs === null || letter.sentAs !== null) return []
        letter.sentAs = sentAs
        return [{ letter, sentAs }]
      })
      await this.#book.resent(
        sent.flatMap(({ letter: { job }, sentAs }) =>
          job === null ? [] : [{ job: job.id, messageId: sentAs }],
        ),
        this.#now(),
      )
      await this.#left(
        letters.filter((_, index) => outcomes[index]?.error === null),
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
    act: (queue: SqsQueue, letters: readonly HeldLetter[]) => Promise<readonly LetterOutcome[]>,
  ): Promise<DeadLettersOutcome> {
    return this.#held.onEach(this.#held.of(target), ids, activity, (letters) =>
      act(deadLetterQueueOf(target), letters),
    )
  }

  async #left(letters: readonly HeldLetter[], why: 'Submitted again' | 'Dead letter deleted'): Promise<void> {
    const ids = letters.flatMap(({ job }) => (job === null ? [] : [job.id]))
    await this.#book.left(ids, why, this.#now())
  }

  /** Finds the jobs of received messages, and records that they are dead. */
  async #recognize(
    { connectionId, jobQueue }: DeadLetterTarget,
    letters: readonly HeldLetter[],
  ): Promise<void> {
    if (letters.length === 0) return
    const jobs = await jobsOfLetters(
      this.#book,
      { connectionId, jobQueue },
      letters.map(({ message }) => message),
    )
    for (const [index, letter] of letters.entries()) letter.job = jobs[index] ?? null
    const died = letters.flatMap(({ job, message }) =>
      job === null ? [] : [{ id: job.id, messageId: message.id, receivedCount: message.receivedCount }],
    )
    await this.#book.died(died, this.#now())
    this.#held.notify()
  }
}

/** Returns the message to send for a letter, with the user's changes. */
function edited({ message }: HeldLetter, change: Resubmission | undefined): HeldLetter['message'] {
  const body = change?.body ?? message.body
  const attributes =
    change?.attributes === null || change === undefined
      ? message.attributes
      : Object.fromEntries(change.attributes.map(({ name, type, value }) => [name, { type, value }]))
  const next = { ...message, body, attributes }
  checkMessageSize(body, next)
  return next
}
