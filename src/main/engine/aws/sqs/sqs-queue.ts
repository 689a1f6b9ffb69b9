import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
} from '@aws-sdk/client-sqs'
import type { StatusDepth } from '../../../../shared/queues/queues.ts'
import type { EngineClients } from '../transport/clients.ts'
import { parseBatchResponse } from './batch-response.ts'
import { deleteMessages } from './delete-messages.ts'
import { EngineError } from '../../errors/engine-error.ts'
import { SendBatcher, type DelayedOptions, type MessageToSend, type SendOutcome } from './send-batcher.ts'
import { entryFailures, sendBatches, unconfirmed } from './message-batch.ts'
import { receiveMessages, type ReceivedMessage, type WhichAttributes } from './receive-messages.ts'
import { QueueAttributes } from './queue-attributes.ts'
import { type CountedOptions, QueueCalls } from './queue-calls.ts'
import type { DeadLetter, QueueSettings } from './queue-settings.ts'
import { callAws, type CallOptions, type SendOptions } from '../transport/aws-call.ts'
import { minMessageLimitBytes } from '../../protocol/limits.ts'
import type { MessageExtras } from '../../protocol/message-attributes.ts'
import { checkMessageSize, messageBytes } from '../../protocol/message-body.ts'
import { isConfirmed, messageToSend, sendMessage, sendMessages } from './send-messages.ts'

export type { ReceivedMessage } from './receive-messages.ts'

/**
 * The SQS calls for one queue, one per method. The queue URL is looked up by name once, and again if the
 * queue was not found. Every method throws `QUEUE_NOT_FOUND` if the queue does not exist.
 */
export class SqsQueue {
  readonly name: string
  readonly #clients: EngineClients
  readonly #calls: QueueCalls
  readonly #attributes: QueueAttributes
  readonly #batcher = new SendBatcher(this)
  /** The batch calls that the server supports. */
  readonly #batches = { deletes: true, visibility: true }

  constructor(clients: EngineClients, name: string) {
    this.#clients = clients
    this.name = name
    this.#calls = new QueueCalls(clients, name)
    this.#attributes = new QueueAttributes(this.#calls)
  }

  /** The dead-letter queue as of the last call to {@link attributes}, or `undefined` before the first one. */
  get deadLetter(): DeadLetter | null | undefined {
    return this.#attributes.deadLetter
  }

  /**
   * Sends a message. Returns its MessageId.
   *
   * @throws EngineError `UNCONFIRMED` if the server accepted it, but did not confirm it. It may be in the
   * queue, so do not resend it without asking.
   */
  async send(
    body: string,
    { extras, delaySeconds, ...options }: DelayedOptions & { readonly extras?: MessageExtras } = {},
  ): Promise<string> {
    return this.#calls.run('Sending the message', options, (QueueUrl, send) =>
      sendMessage(this.#clients, QueueUrl, { body, delaySeconds }, extras, send),
    )
  }

  /**
   * Sends up to ten messages, 1 MiB in total, in one call. Returns the outcome of each.
   *
   * @throws EngineError if the call as a whole failed; `UNCONFIRMED` as in {@link send}.
   */
  async sendBatch(
    messages: readonly MessageToSend[],
    options: CallOptions = {},
  ): Promise<readonly SendOutcome[]> {
    const what = 'Sending the messages'
    const Entries = messages.map((message, index) => ({ Id: String(index), ...messageToSend(message) }))
    const response = await this.#calls.run(what, options, (QueueUrl, { abortSignal }) =>
      sendMessages(this.#clients, QueueUrl, Entries, abortSignal),
    )
    const context = this.#calls.context(what)
    const sent = new Map(response.Successful.map((entry) => [entry.Id, entry]))
    return entryFailures(response, messages.length, context).map((failure, index) => {
      if (failure !== null) return failure
      const { MessageId, MD5OfMessageBody } = sent.get(String(index)) ?? {}
      // Only this message is in doubt, not the others of its batch.
      if (!MessageId || !isConfirmed(messages[index]?.body ?? '', MD5OfMessageBody))
        return unconfirmed(context)
      return { jobId: MessageId }
    })
  }

  /** Sends a message in one batch with others that are sent at about the same time. Returns its MessageId. */
  sendBatched(body: string, options: DelayedOptions = {}): Promise<string> {
    return this.#batcher.send(body, options)
  }

  /** Receives up to `max` messages (1 to 10). Returns none if none arrive within `waitSeconds` (0 to 20). */
  async receive(
    options: CallOptions & {
      readonly max: number
      readonly waitSeconds: number
      readonly leaseSeconds: number
      readonly which?: WhichAttributes
    },
  ): Promise<readonly ReceivedMessage[]> {
    try {
      return await this.#calls.run('Waiting for a job', options, (QueueUrl, { abortSignal }) => {
        const request = {
          QueueUrl,
          MaxNumberOfMessages: options.max,
          WaitTimeSeconds: options.waitSeconds,
          VisibilityTimeout: options.leaseSeconds,
        }
        return receiveMessages(this.#clients, request, abortSignal, options.which)
      })
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'UNCONFIRMED') throw error
      throw new EngineError('UNCONFIRMED', 'The server responded, but its response cannot be read.', {
        hint: 'Messages in it become visible again after their visibility timeout.',
        cause: error,
      })
    }
  }

  /** Deletes a received message. AWS may report success for a stale receipt handle and delete nothing. */
  async delete(receiptHandle: string, options: CallOptions = {}): Promise<void> {
    await this.#deleteOne(receiptHandle, options)
  }

  /**
   * Sets the visibility timeout of a received message. 0 makes it visible at once.
   *
   * @throws EngineError `LEASE_LOST`.
   */
  async changeVisibility(receiptHandle: string, seconds: number, options: CallOptions = {}): Promise<void> {
    await this.#changeOne({ ReceiptHandle: receiptHandle, VisibilityTimeout: seconds }, this.#clients.sqs, {
      ...options,
      what: seconds === 0 ? 'Releasing the job' : 'Renewing the lease',
    })
  }

  /** Deletes received messages, ten per request. Returns the error of each, or `null` for a success. */
  async deleteBatch(
    receiptHandles: readonly string[],
    options: CallOptions = {},
  ): Promise<(EngineError | null)[]> {
    const what = 'Acknowledging the job'
    const context = this.#calls.context(what, receiptHandles)
    const entries = receiptHandles.map((ReceiptHandle) => ({ ReceiptHandle }))
    return sendBatches(entries, context, {
      batch: this.#batches.deletes
        ? (Entries) =>
            this.#calls.run(context, options, (QueueUrl, { abortSignal }) =>
              deleteMessages(this.#clients, QueueUrl, [...Entries], abortSignal),
            )
        : null,
      single: ({ ReceiptHandle }) => this.#deleteOne(ReceiptHandle, options),
      inDoubt: 'repeat',
      onUnsupported: () => {
        this.#batches.deletes = false
      },
    })
  }

  /**
   * Sets the visibility timeout of received messages, ten per request. 0 makes a message visible at once.
   * Lease renewals (`isRenewal`) use their own client. Returns the error of each (`LEASE_LOST`), or `null`
   * for a success.
   */
  async changeVisibilityBatch(
    changes: readonly { readonly receiptHandle: string; readonly seconds: number }[],
    options: CallOptions & { readonly isRenewal?: boolean } = {},
  ): Promise<(EngineError | null)[]> {
    const what = options.isRenewal ? 'Renewing the lease' : 'Releasing the job'
    const client = options.isRenewal ? this.#clients.leaseSqs : this.#clients.sqs
    const entries = changes.map(({ receiptHandle, seconds }) => ({
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: seconds,
    }))
    const context = this.#calls.context(
      what,
      changes.map(({ receiptHandle }) => receiptHandle),
    )
    return sendBatches(entries, context, {
      batch: this.#batches.visibility
        ? (Entries) =>
            this.#calls.run(context, options, async (QueueUrl, send) => {
              const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: [...Entries] })
              return parseBatchResponse(await client.send(command, send))
            })
        : null,
      single: (entry) => this.#changeOne(entry, client, { ...options, what }),
      // A second release could take the message from the next consumer.
      inDoubt: options.isRenewal ? 'repeat' : 'succeed',
      onUnsupported: () => {
        this.#batches.visibility = false
      },
    })
  }

  /** Returns the approximate message counts, which lag by up to a minute, and the queue's delay. */
  async attributes(options: CountedOptions = {}): Promise<StatusDepth> {
    return this.#attributes.depth(options)
  }

  /**
   * Returns the queue's settings, which are read once. If they cannot be read, returns SQS's defaults,
   * because sending and claiming work without them.
   *
   * @throws EngineError `CANCELLED`.
   */
  async settings(options: CallOptions = {}): Promise<QueueSettings> {
    return this.#attributes.settings(options)
  }

  /**
   * @throws EngineError `MESSAGE_TOO_LARGE` if the queue does not accept a message of this size, `CANCELLED`.
   */
  async checkSize(
    body: string,
    { extras, ...options }: CallOptions & { readonly extras?: MessageExtras } = {},
  ): Promise<void> {
    if (messageBytes(body, extras) <= minMessageLimitBytes) return
    const { limitBytes: limit } = await this.settings(options)
    checkMessageSize(body, extras, { limit, queue: `the queue ${this.name}` })
  }

  /** Returns the queue URL. `fresh` looks it up again. */
  async getUrl(options: CountedOptions & { readonly fresh?: boolean } = {}): Promise<string> {
    return this.#calls.getUrl(options)
  }

  /**
   * Creates the queue as remotejob does, with long polls of 20 s and a visibility timeout of 30 s. Keeps an
   * existing queue.
   */
  async create(
    options: CallOptions & { readonly attributes?: Readonly<Record<string, string>> } = {},
  ): Promise<void> {
    await callAws(this.#calls.context('Creating the queue'), options, async (send) => {
      try {
        await this.#clients.sqs.send(
          new CreateQueueCommand({
            QueueName: this.name,
            Attributes: {
              ReceiveMessageWaitTimeSeconds: '20',
              VisibilityTimeout: '30',
              ...options.attributes,
            },
          }),
          send,
        )
      } catch (error) {
        const name = String((error as { readonly name?: unknown }).name)
        if (!/^(?:AWS\.SimpleQueueService\.)?Queue(?:NameExists|AlreadyExists)$/.test(name)) throw error
      }
    })
    this.#calls.forgetUrl()
  }

  /** Runs another call on this queue. `what` describes the action in error messages. */
  run<T>(
    what: string,
    options: CallOptions,
    call: (sqs: EngineClients['sqs'], url: string, send: SendOptions) => Promise<T>,
  ): Promise<T> {
    return this.#calls.run(what, options, (url, send) => call(this.#clients.sqs, url, send))
  }

  /** Makes the next call read the settings again, because they were changed. */
  forgetSettings(): void {
    this.#attributes.forgetSettings()
  }

  async #deleteOne(ReceiptHandle: string, options: CallOptions): Promise<void> {
    const context = this.#calls.context('Acknowledging the job', [ReceiptHandle])
    await this.#calls.run(context, options, (QueueUrl, send) =>
      this.#clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }), send),
    )
  }

  async #changeOne(
    change: { readonly ReceiptHandle: string; readonly VisibilityTimeout: number },
    client: EngineClients['sqs'],
    { what, ...options }: CallOptions & { readonly what: string },
  ): Promise<void> {
    const context = this.#calls.context(what, [change.ReceiptHandle])
    await this.#calls.run(context, options, (QueueUrl, send) =>
      client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ...change }), send),
    )
  }
}
