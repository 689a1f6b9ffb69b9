import { type DeadLetterTarget, deadLetterQueueOf, sourceOf } from './dead-letter-target.ts'
import type { HeldDeadLetters } from './held-dead-letters.ts'
import type { DeadJobs } from './dead-jobs.ts'
import { jobsOfDeadLetters } from './jobs-of-dead-letters.ts'
import { MoveAll, type MoveAllOptions } from './move-all.ts'
import { recordMovedBack } from './moved-back.ts'

/** Dependencies of {@link DeadLetterMoves}. */
export interface DeadLetterMovesOptions {
  readonly book: DeadJobs
  readonly held: HeldDeadLetters
  /** Called after messages were moved, to read the counts again. */
  readonly onChanged: (jobQueue: string) => void
  readonly now: () => number
  /** Takes one request from the budget. Returns false if none is left or the window is hidden. */
  readonly mayAsk: () => boolean
}

/** Moves all messages of dead-letter queues back to their sources, and follows such moves started elsewhere. */
export class DeadLetterMoves {
  readonly #options: DeadLetterMovesOptions
  /** The last count of each dead-letter queue. */
  readonly #counts = new Map<string, number>()

  constructor(options: DeadLetterMovesOptions) {
    this.#options = options
  }

  /** Starts moving all messages. */
  async start(target: DeadLetterTarget): Promise<void> {
    deadLetterQueueOf(target)
    await this.#moveOf(target).start()
  }

  /** Stops the move of all messages. Moved messages stay moved. */
  async cancel(target: DeadLetterTarget): Promise<void> {
    await this.#options.held.of(target).move?.cancel()
  }

  /**
   * Finds a move started elsewhere, for example in the AWS console. Returns false if the request failed. Never throws.
   */
  async findMove(target: DeadLetterTarget): Promise<boolean> {
    return this.#moveOf(target).findTask()
  }

  /**
   * Call this with each count of a dead-letter queue. If the count fell, someone may have moved messages
   * back.
   *
   * @throws the store's errors
   */
  async onCount(target: DeadLetterTarget, count: number): Promise<void> {
    const { book, now, mayAsk } = this.#options
    const { connectionId, jobQueue, name } = target
    const key = `${connectionId} ${name}`
    const before = this.#counts.get(key)
    if (before === undefined || count < before) {
      const dead = await book.dead(connectionId, jobQueue.config.name, now())
      // The first count cannot be compared with an earlier one, so it is compared with the known dead jobs.
      const mayHaveMoved = dead.length > (before === undefined ? count : 0)
      // If the check was not possible, the next count tries again.
      if (mayHaveMoved && !(mayAsk() && (await this.findMove(target)))) return
    }
    this.#counts.set(key, count)
  }

  /** Stops moves by this app after their current batch. Server tasks continue. */
  async close(): Promise<void> {
    const moves = this.#options.held.queues.flatMap(({ move }) => move ?? [])
    await Promise.all(moves.map((move) => move.close()))
  }

  #moveOf(target: DeadLetterTarget): MoveAll {
    const held = this.#options.held.of(target)
    held.move ??= new MoveAll(this.#moveOptions(target))
    return held.move
  }

  #moveOptions(target: DeadLetterTarget): MoveAllOptions {
    const { held, onChanged, now, mayAsk } = this.#options
    return {
      queue: target.jobQueue.queueNamed(target.name),
      now,
      mayAsk,
      targetOf: (source) => sourceOf(target, source),
      onProgress: () => held.notify(),
      // The messages are moved even if the ledger fails.
      onMoved: (moved) => void this.#recordResent(target, moved).catch(() => undefined),
      onTaskEnd: async (task) => {
        const hidden = () => held.hidden(held.of(target))
        // If this fails, the jobs stay dead until the queue is checked again.
        await recordMovedBack(target, task, { ...this.#options, hidden }).catch(() => undefined)
      },
      onEnd: () => {
        onChanged(target.jobQueue.config.name)
        held.notify()
      },
    }
  }

  async #recordResent(
    target: DeadLetterTarget,
    moved: Parameters<MoveAllOptions['onMoved']>[0],
  ): Promise<void> {
    const { book, now } = this.#options
    const jobs = await jobsOfDeadLetters(
      book,
      target,
      moved.map(({ message }) => message),
    )
    const resent = moved.flatMap(({ sentAs }, index) => {
      const job = jobs[index] ?? null
      return job === null ? [] : [{ job: job.id, messageId: sentAs }]
    })
    await book.resent(resent, now())
    await book.left(
      resent.map(({ job }) => job),
      'Submitted again',
      now(),
    )
  }
}
