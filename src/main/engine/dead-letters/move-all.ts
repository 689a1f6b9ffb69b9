import type { DeadLetterMove } from '../../../shared/queues/dead-letters.ts'
import { afterTimeout, type After } from '../async/timer.ts'
import {
  cancelMove,
  isMoveUnsupported,
  isMoving,
  newestMove,
  startMove,
  type MoveTask,
} from '../aws/sqs/move-tasks.ts'
import { readAttributes } from '../aws/sqs/queue-admin.ts'
import { countFrom } from '../aws/sqs/server-numbers.ts'
import type { ReceivedMessage, SqsQueue } from '../aws/sqs/sqs-queue.ts'
import { EngineError, toWire } from '../errors/engine-error.ts'
import { toEngineError } from '../errors/to-engine-error.ts'
import type { EndedMove } from './moved-back.ts'
import { moveAllDeadLetters } from './move-dead-letters.ts'

/** How often to check the progress, in milliseconds. */
const askEveryMs = 2_000
/** After this many consecutive responses without the task, it is considered lost. */
const maxSilent = 3

/** Dependencies of {@link MoveAll}. */
export interface MoveAllOptions {
  readonly queue: SqsQueue
  readonly now: () => number
  readonly after?: After
  /** Returns true if the progress may be checked now. Takes one request from the budget if so. */
  readonly mayAsk?: () => boolean
  targetOf(source: string | null): SqsQueue
  onProgress(): void
  /** Called after each batch that this app has moved. */
  onMoved(moved: readonly { readonly message: ReceivedMessage; readonly sentAs: string }[]): void
  onEnd(): void
  /** Called when a server task has ended, including one started elsewhere. Never rejects. */
  onTaskEnd?(task: EndedMove): Promise<void>
}

/**
 * Moves all messages of one dead-letter queue back to their sources, with a server task or, if the server
 * does not support tasks, by receiving, sending and deleting them.
 */
export class MoveAll {
  readonly #options: MoveAllOptions
  readonly #after: After
  #state: DeadLetterMove | null = null
  #handle: string | null = null
  #arn = ''
  /** When the task started, or `null` if unknown. */
  #taskStartedAt: number | null = null
  /** The number of consecutive responses without the task. */
  #silent = 0
  /** False once the server is known not to support tasks. */
  #hasTasks = true
  #cancelling = new AbortController()
  #running: Promise<void> | null = null
  #stopAsking: () => void = () => undefined
  readonly #undeleted = new Map<string, string>()

  constructor(options: MoveAllOptions) {
    this.#options = options
    this.#after = options.after ?? afterTimeout
  }

  /** Returns the last move, or `null` if there was none. */
  state(): DeadLetterMove | null {
    return this.#state
  }

  /**
   * Finds the newest server task started elsewhere, running or ended. Returns false if the request failed.
   * Never throws.
   */
  async findTask(): Promise<boolean> {
    if (this.#isRunning || !this.#hasTasks) return true
    try {
      const { queue } = this.#options
      if (this.#arn === '') this.#arn = (await readAttributes(queue))['QueueArn'] ?? ''
      const task = await newestMove(queue, this.#arn)
      if (task === null || this.#isRunning) return true
      if (isMoving(task.state)) this.#follow(task, task.startedAt)
      else if (task.startedAt !== null)
        await this.#options.onTaskEnd?.({ ...task, startedAt: task.startedAt })
      return true
    } catch (error) {
      // If the permission is missing or the server has no tasks, asking again is useless.
      this.#hasTasks = !isMoveUnsupported(error)
      return !this.#hasTasks
    }
  }

  /** Resolves once the move has started. @throws EngineError */
  async start(): Promise<void> {
    if (this.#isRunning) return
    const { queue } = this.#options
    const attributes = await readAttributes(queue)
    this.#arn = attributes['QueueArn'] ?? ''
    const total = countFrom(attributes['ApproximateNumberOfMessages'])
    const askedAt = this.#options.now()
    const task = await startMove(queue, this.#arn)
    if (task === null) this.#moveByApp(total)
    else {
      this.#follow({ ...task, total: task.total ?? total }, task.startedAt ?? askedAt)
      this.#ask(0)
    }
  }

  /** Requests a stop. Moved messages stay moved. @throws EngineError */
  async cancel(): Promise<void> {
    if (this.#state === null || !this.#isRunning) return
    this.#set({ state: 'cancelling' })
    if (this.#state.by === 'app') return this.#cancelling.abort()
    try {
      if (this.#handle === null) await this.#readTask()
      if (this.#handle !== null) await cancelMove(this.#options.queue, this.#handle)
      this.#ask(0)
    } catch (error) {
      await this.#afterFailedCancel(error)
    }
  }

  /** Stops a move by this app after its current batch. A server task continues. */
  async close(): Promise<void> {
    this.#stopAsking()
    this.#cancelling.abort()
    await this.#running
  }

  get #isRunning(): boolean {
    return isMoving(this.#state?.state)
  }

  #begin(by: DeadLetterMove['by'], total: number | null): void {
    this.#cancelling = new AbortController()
    this.#state = { by, state: 'running', moved: 0, total, startedAt: this.#options.now(), error: null }
    this.#options.onProgress()
  }

  #set(change: Partial<DeadLetterMove>): void {
    if (this.#state === null) return
    this.#state = { ...this.#state, ...change }
    this.#options.onProgress()
  }

  #end(change: Partial<DeadLetterMove>): void {
    this.#set(change)
    this.#options.onEnd()
  }

  #follow(task: MoveTask, startedAt: number | null): void {
    this.#handle = task.handle
    this.#taskStartedAt = startedAt
    this.#silent = 0
    this.#begin('server', task.total)
    this.#set({ state: task.state, moved: task.moved })
    this.#ask(askEveryMs)
  }

  #ask(delayMs: number): void {
    this.#stopAsking()
    this.#stopAsking = this.#after(delayMs, () => {
      // The user is waiting for a cancelled move to end.
      const isPaused = this.#state?.state === 'running' && this.#options.mayAsk?.() === false
      if (isPaused) return this.#ask(askEveryMs)
      this.#running = this.#readTask().catch((error: unknown) => {
        // The task continues on the server, so its progress is read again later.
        this.#set({ error: toWire(toEngineError(error)) })
        if (isMoveUnsupported(error)) this.#missTask()
        else this.#ask(askEveryMs * 5)
      })
    })
  }

  async #readTask(): Promise<void> {
    const task = await newestMove(this.#options.queue, this.#arn)
    if (!this.#isRunning) return
    if (task === null) return this.#missTask()
    this.#silent = 0
    this.#handle = task.handle
    const total = task.total ?? this.#state?.total ?? null
    // The response to a cancellation may still report a running task.
    const isCancelling = this.#state?.state === 'cancelling' && task.state === 'running'
    const progress = {
      moved: task.moved,
      total,
      state: isCancelling ? 'cancelling' : task.state,
      error: null,
    } as const
    if (isMoving(task.state)) {
      this.#set(progress)
      return this.#ask(askEveryMs)
    }
    if (this.#taskStartedAt !== null)
      await this.#options.onTaskEnd?.({ ...task, startedAt: this.#taskStartedAt })
    if (task.state === 'failed') {
      const reason = task.reason === null ? '' : ` (${task.reason.slice(0, 200)})`
      this.#end({
        ...progress,
        error: toWire(new EngineError('SERVICE', `The server stopped moving the messages${reason}.`)),
      })
    } else this.#end(progress)
  }

  /**
   * Handles a response without the task. After several in a row, the app moves the remaining messages itself.
   * It receives each message first, so that a task that is still running cannot move the same one.
   */
  #missTask(): void {
    this.#silent += 1
    if (this.#silent < maxSilent) this.#ask(askEveryMs)
    else if (this.#state?.state === 'cancelling') this.#end({ state: 'cancelled' })
    else this.#moveByApp(null)
  }

  /**
   * Handles a task that could not be cancelled: it has ended, or it continues.
   *
   * @throws EngineError if it continues.
   */
  async #afterFailedCancel(reason: unknown): Promise<void> {
    if (this.#isRunning) this.#set({ state: 'running' })
    this.#ask(askEveryMs)
    if (!isMoveUnsupported(reason)) throw reason
    await Promise.allSettled([this.#readTask()])
    if (!this.#isRunning) return
    throw new EngineError(
      'SERVICE',
      'The server cannot stop this move. It ends once all messages are moved.',
      {
        hint: 'Nothing is lost: the messages return to the queues that they came from.',
        cause: reason,
      },
    )
  }

  /** `total` is `null` if unknown. */
  #moveByApp(total: number | null): void {
    this.#begin('app', total)
    this.#running = this.#moveEach(total ?? 0)
  }

  async #moveEach(total: number): Promise<void> {
    const { queue, targetOf, onMoved } = this.#options
    try {
      await moveAllDeadLetters({
        from: queue,
        total,
        signal: this.#cancelling.signal,
        undeleted: this.#undeleted,
        targetOf: ({ deadLetterSource }) => targetOf(deadLetterSource ?? null),
        onMoved: (moved) => {
          onMoved(moved)
          this.#set({ moved: (this.#state?.moved ?? 0) + moved.length })
        },
      })
      this.#end({ state: 'done' })
    } catch (error) {
      const known = toEngineError(error)
      if (known.code === 'CANCELLED') this.#end({ state: 'cancelled' })
      else this.#end({ state: 'failed', error: toWire(known) })
    }
  }
}
