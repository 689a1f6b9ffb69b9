import { setTimeout as delay } from 'node:timers/promises'
import { Batcher } from '../../async/batcher.ts'
import { EngineError, throwIfCancelled } from '../../errors/engine-error.ts'
import { messageLimitBytes } from '../../protocol/limits.ts'
import type { CallOptions } from '../transport/aws-call.ts'
import { unlessAborted } from '../transport/unless-aborted.ts'
import { batchRefusal } from './batch-refusal.ts'
import { maxBatchSize, type EntryFailure } from './message-batch.ts'

/** The outcome of one message in a batch. */
export type SendOutcome = { readonly jobId: string } | EntryFailure

/** A message to send. */
export interface MessageToSend {
  readonly body: string
  /** How long it stays invisible, in seconds: 0 to 900. Default: its queue's delay. */
  readonly delaySeconds?: number | undefined
}

/** Options for sending a message. */
export type DelayedOptions = CallOptions & Pick<MessageToSend, 'delaySeconds'>

/** The queue that receives the batches. */
export interface BatchSender {
  /** Sends one message. Returns its MessageId. */
  send(body: string, options?: DelayedOptions): Promise<string>
  /** Sends up to ten messages in one request. Returns an outcome for each. */
  sendBatch(messages: readonly MessageToSend[]): Promise<readonly SendOutcome[]>
}

const waitMs = 5
const maxAttempts = 4
const retryBaseMs = 100

/**
 * Sends messages to one queue in batches of up to ten messages and 1 MiB. A full batch is sent at once, any
 * other 5 ms after its first message. Several batches may be in progress. A single message is sent with
 * SendMessage.
 */
export class SendBatcher {
  readonly #sender: BatchSender
  readonly #batcher: Batcher<MessageToSend, SendOutcome>
  #takesBatches = true

  constructor(sender: BatchSender) {
    this.#sender = sender
    this.#batcher = new Batcher({
      run: (messages) => this.#sendAll(messages),
      wait: waitMs,
      fullAt: maxBatchSize,
      maxWeight: messageLimitBytes,
      weightOf: ({ body }) => Buffer.byteLength(body),
    })
  }

  /**
   * Sends a message. Returns its MessageId. If SQS reports that the message failed, it is sent up to 4 times
   * in total. If the signal fires before its batch is sent, the message is dropped; after that, it may have
   * been sent.
   *
   * @throws EngineError `CANCELLED`, `UNCONFIRMED` if it may have been sent, or SQS's error.
   */
  async send(body: string, { signal, delaySeconds }: DelayedOptions = {}): Promise<string> {
    throwIfCancelled(signal)
    try {
      for (let attempt = 1; ; attempt += 1) {
        const outcome = await unlessAborted(this.#batcher.add({ body, delaySeconds }, signal), signal)
        if ('jobId' in outcome) return outcome.jobId
        if (!outcome.retryable || attempt === maxAttempts) throw outcome.error
        await delay(Math.random() * retryBaseMs * 2 ** attempt, undefined, { signal })
      }
    } catch (error) {
      throwIfCancelled(signal)
      throw error
    }
  }

  async #sendAll(messages: readonly MessageToSend[]): Promise<readonly SendOutcome[]> {
    const [first, ...more] = messages
    if (first !== undefined && more.length === 0) return [{ jobId: await this.#sendOne(first) }]
    if (!this.#takesBatches) return this.#sendAlone(messages)
    try {
      return await this.#sender.sendBatch(messages)
    } catch (error) {
      // Some servers do not support batches, or only smaller ones than AWS.
      const refusal = batchRefusal(error)
      if (refusal === 'unsupported') this.#takesBatches = false
      if (refusal !== null) return this.#sendAlone(messages)
      throw error
    }
  }

  #sendOne({ body, delaySeconds }: MessageToSend): Promise<string> {
    return this.#sender.send(body, { delaySeconds })
  }

  #sendAlone(messages: readonly MessageToSend[]): Promise<readonly SendOutcome[]> {
    return Promise.all(
      messages.map(async (message): Promise<SendOutcome> => {
        try {
          return { jobId: await this.#sendOne(message) }
        } catch (error) {
          if (error instanceof EngineError) return { error, retryable: false }
          throw error
        }
      }),
    )
  }
}
