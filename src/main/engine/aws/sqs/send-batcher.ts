import { setTimeout as delay } from 'node:timers/promises'
import { EngineError, throwIfCancelled } from '../../errors/engine-error.ts'
import { messageLimitBytes } from '../../protocol/limits.ts'
import type { CallOptions } from '../transport/aws-call.ts'

/** The most messages that SQS takes in one request. */
export const batchLimit = 10

/** How one message of a batch ended: its MessageId, or why it was refused. */
export type SendOutcome =
  | { readonly jobId: string }
  | { readonly error: EngineError; readonly again: boolean }

/** What gathering needs of a queue. */
export interface BatchSender {
  /** One SendMessage. */
  send(body: string, options?: CallOptions): Promise<string>
  /** One SendMessageBatch of up to ten; an outcome for each body. */
  sendBatch(bodies: readonly string[]): Promise<readonly SendOutcome[]>
}

type Waiting = {
  readonly body: string
  readonly bytes: number
  resolve(jobId: string): void
  reject(error: unknown): void
  tries: number
  /** Whether its caller has gone. */
  over: boolean
}

const gatherMs = 5
const triesEach = 4
const retryBaseMs = 100

/**
 * Gathers messages for one queue into batches of up to ten and 1 MiB. A full batch leaves at once, another one
 * 5 ms after its first message; several may be under way. A lone message goes by SendMessage.
 */
export class GatheredSends {
  readonly #sender: BatchSender
  #waiting: Waiting[] = []
  #bytes = 0
  #timer: NodeJS.Timeout | null = null

  constructor(sender: BatchSender) {
    this.#sender = sender
  }

  /**
   * Sends a message. Returns its MessageId. One that is refused alone is sent again alone: 4 times in all.
   * When the signal fires while it waits, it is not sent; later nobody knows whether it was.
   * @throws EngineError `CANCELLED`, and what SQS answers.
   */
  send(body: string, { signal }: CallOptions = {}): Promise<string> {
    throwIfCancelled(signal)
    return new Promise<string>((resolve, reject) => {
      const waiting: Waiting = {
        body,
        bytes: Buffer.byteLength(body),
        resolve,
        reject,
        tries: 0,
        over: false,
      }
      if (signal) {
        const cancel = (): void => {
          waiting.over = true
          this.#forget(waiting)
          reject(new EngineError('CANCELLED', undefined, { cause: signal.reason }))
        }
        signal.addEventListener('abort', cancel, { once: true })
        waiting.resolve = (jobId) => (signal.removeEventListener('abort', cancel), resolve(jobId))
        waiting.reject = (error) => (signal.removeEventListener('abort', cancel), reject(error as Error))
      }
      this.#add(waiting)
    })
  }

  #add(one: Waiting): void {
    if (this.#bytes + one.bytes > messageLimitBytes) this.#flush()
    this.#waiting.push(one)
    this.#bytes += one.bytes
    if (this.#waiting.length === batchLimit) this.#flush()
    else this.#timer ??= setTimeout(() => this.#flush(), gatherMs)
  }

  #forget(one: Waiting): void {
    const index = this.#waiting.indexOf(one)
    if (index < 0) return
    this.#waiting.splice(index, 1)
    this.#bytes -= one.bytes
  }

  #flush(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const batch = this.#waiting
    this.#waiting = []
    this.#bytes = 0
    void this.#leave(batch)
  }

  async #leave(batch: readonly Waiting[]): Promise<void> {
    const [first] = batch
    if (batch.length === 1 && first) {
      this.#sender.send(first.body).then(first.resolve, first.reject)
      return
    }
    if (!first) return
    try {
      const outcomes = await this.#sender.sendBatch(batch.map(({ body }) => body))
      for (const [index, outcome] of outcomes.entries()) {
        const one = batch[index]
        if (one) this.#settle(one, outcome)
      }
    } catch (error) {
      // A server may know no batches, or take less of one than AWS does.
      const alone = isRefusal(error)
      for (const one of batch) {
        if (alone) this.#sender.send(one.body).then(one.resolve, one.reject)
        else one.reject(error)
      }
    }
  }

  #settle(one: Waiting, outcome: SendOutcome): void {
    if ('jobId' in outcome) return one.resolve(outcome.jobId)
    one.tries += 1
    if (!outcome.again || one.tries === triesEach) return one.reject(outcome.error)
    void delay(Math.random() * retryBaseMs * 2 ** one.tries).then(() => {
      if (!one.over) this.#add(one)
    })
  }
}

/** Whether the server has read the batch and wants none of it, so that no message of it was sent. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof EngineError) || error.code !== 'SERVICE') return false
  const cause = error.cause as { readonly $metadata?: { readonly httpStatusCode?: number } } | undefined
  const status = cause?.$metadata?.httpStatusCode ?? 0
  return status >= 400 && status < 500
}
