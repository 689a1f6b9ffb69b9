import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type GetQueueAttributesCommandOutput,
} from '@aws-sdk/client-sqs'
import type { StatusDepth } from '../../../../shared/queues/queues.ts'
import type { EngineClients } from '../transport/clients.ts'
import { deleteMessages } from './delete-messages.ts'
import { countAttempts } from '../transport/count-requests.ts'
import type { AwsErrorContext } from '../../errors/aws-error-info.ts'
import { EngineError, throwIfCancelled } from '../../errors/engine-error.ts'
import { SendBatcher, type DelayedOptions, type MessageToSend, type SendOutcome } from './send-batcher.ts'
import { entryFailures, sendBatches, unconfirmed } from './message-batch.ts'
import { receiveMessages, type ReceivedMessage, type WhichAttributes } from './receive-messages.ts'
import {
  deadLetterOf,
  defaultSettings,
  queueSettings,
  type DeadLetter,
  type QueueSettings,
} from './queue-settings.ts'
import { QueueUrl } from './queue-url.ts'
import { depthFrom, secondsFrom } from './server-numbers.ts'
import { callAws, type CallOptions, type SendOptions } from '../transport/aws-call.ts'
import { unlessAborted } from '../transport/unless-aborted.ts'
import { leastMessageLimitBytes } from '../../protocol/limits.ts'
import type { MessageExtras } from '../../protocol/message-attributes.ts'
import { checkMessageSize, messageBytes } from '../../protocol/message-body.ts'
import { isConfirmed, messageToSend, sendMessage, sendMessages } from './send-messages.ts'

export type { ReceivedMessage } from './receive-messages.ts'

/** The longest delay of a queue. */
const longestDelaySeconds = 900

const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'DelaySeconds',
] as const

/** `onRequest` is called for each request, including retries. */
type CountedOptions = CallOptions & { readonly onRequest?: (() => void) | undefined }

/**
 * The SQS calls for one queue, one per method. The queue URL is looked up by name once, and again if the
 * queue was not found. Every method throws `QUEUE_NOT_FOUND` if the queue does not exist.
 */
export class SqsQueue {
  readonly name: string
  readonly #clients: EngineClients
  readonly #batcher = new SendBatcher(this)
  /** The batch calls that the server supports. */
  readonly #batches = { deletes: true, visibility: true }
  readonly #url: QueueUrl
  #settings: Promise<QueueSettings> | null = null
  #deadLetter: DeadLetter | null | undefined
  #asksForPolicy = true

  constructor(clients: EngineClients, name: string) {
    this.#clients = clients
    this.name = name
    this.#url = new QueueUrl(clients.sqs, name)
  }

  /** Its dead-letter queue as of the last call of {@link attributes}, or `undefined` before the first one. */
  get deadLetter(): DeadLetter | null | undefined {
    return this.#deadLetter
  }

  /**
   * Sends a message. Returns its MessageId. @throws EngineError `UNCONFIRMED` if the server accepted it, but
   * did not confirm it. It may be in the queue, so do not resend it without asking.
   */
  async send(
    body: string,
    { extras, delaySeconds, ...options }: DelayedOptions & { readonly extras?: MessageExtras } = {},
  ): Promise<string> {
    return this.#onQueue('Sending the message', options, (QueueUrl, send) =>
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
    const response = await this.#onQueue(what, options, (QueueUrl, { abortSignal }) =>
      sendMessages(this.#clients, QueueUrl, Entries, abortSignal),
    )
    const context = this.#context(what)
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
      return await this.#onQueue('Waiting for a job', options, (QueueUrl, { abortSignal }) => {
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
      throw new EngineError('UNCONFIRMED', 'The server answered, but its answer cannot be read.', {
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
   * Sets the visibility timeout of a received message. 0 makes it visible at once. @throws EngineError
   * `LEASE_LOST`.
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
    const context = this.#context(what, receiptHandles)
    const entries = receiptHandles.map((ReceiptHandle) => ({ ReceiptHandle }))
    return sendBatches(entries, context, {
      batch: this.#batches.deletes
        ? (Entries) =>
            this.#onQueue(context, options, (QueueUrl, { abortSignal }) =>
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
    const context = this.#context(
      what,
      changes.map(({ receiptHandle }) => receiptHandle),
    )
    return sendBatches(entries, context, {
      batch: this.#batches.visibility
        ? (Entries) =>
            this.#onQueue(context, options, (QueueUrl, send) =>
              client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: [...Entries] }), send),
            )
        : null,
      single: (entry) => this.#changeOne(entry, client, { ...options, what }),
      // A second release could take the message from the next consumer.
      inDoubt: options.isRenewal ? 'repeat' : 'succeed',
      onUnsupported: () => {
        this.#batches.visibility = false
      },
    })
  }

  /** Returns the approximate message counts, which lag by up to a minute, and the delay of the queue. */
  async attributes(options: CountedOptions = {}): Promise<StatusDepth> {
    const response = await this.#readCounts(options).catch((error: unknown) => {
      // A server without redrive policies has no dead-letter queues.
      if (!this.#asksForPolicy || !refusesAttribute(error)) throw error
      this.#asksForPolicy = false
      return this.#readCounts(options)
    })
    const attributes = response.Attributes ?? {}
    this.#deadLetter = deadLetterOf(attributes.RedrivePolicy)
    const delaySeconds = Math.min(secondsFrom(attributes.DelaySeconds) ?? 0, longestDelaySeconds)
    return {
      ...depthFrom(attributes),
      ...(delaySeconds > 0 && { delaySeconds }),
    }
  }

  /**
   * Returns the settings of the queue, which are read once. If they cannot be read, returns the defaults of
   * SQS, because sending and claiming work without them. @throws EngineError `CANCELLED`.
   */
  async settings({ signal }: CallOptions = {}): Promise<QueueSettings> {
    throwIfCancelled(signal)
    // All callers share the request, so the signal of one may only end its own wait.
    this.#settings ??= this.#readSettings()
    return unlessAborted(this.#settings, signal)
  }

  /**
   * @throws EngineError `MESSAGE_TOO_LARGE` if the queue does not accept a message of this size, `CANCELLED`.
   */
  async checkSize(
    body: string,
    { extras, ...options }: CallOptions & { readonly extras?: MessageExtras } = {},
  ): Promise<void> {
    if (messageBytes(body, extras) <= leastMessageLimitBytes) return
    const { limitBytes: limit } = await this.settings(options)
    checkMessageSize(body, extras, { limit, queue: `the queue ${this.name}` })
  }

  /** Returns the queue URL. `fresh` looks it up again. */
  async getUrl(options: CountedOptions & { readonly fresh?: boolean } = {}): Promise<string> {
    return callAws(this.#context('Looking up the queue'), options, ({ abortSignal }) => {
      if (options.fresh) this.#url.forget()
      return this.#url.get(abortSignal, options.onRequest)
    })
  }

  /**
   * Creates the queue like remotejob: long polls of 20 s, visibility timeout 30 s. Keeps an existing queue.
   */
  async create(
    options: CallOptions & { readonly attributes?: Readonly<Record<string, string>> } = {},
  ): Promise<void> {
    await callAws(this.#context('Creating the queue'), options, async (send) => {
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
    this.#url.forget()
  }

  /** Runs another call on this queue. `what` describes the action in error messages. */
  run<T>(
    what: string,
    options: CallOptions,
    call: (sqs: EngineClients['sqs'], url: string, send: SendOptions) => Promise<T>,
  ): Promise<T> {
    return this.#onQueue(what, options, (url, send) => call(this.#clients.sqs, url, send))
  }

  /** Makes the next call read the settings again, because they were changed. */
  forgetSettings(): void {
    this.#settings = null
  }

  #readCounts(options: CountedOptions): Promise<GetQueueAttributesCommandOutput> {
    return this.#onQueue('Counting the jobs', options, (QueueUrl, send) => {
      // The policy costs nothing extra here, and shows the dead-letter queue.
      const AttributeNames = this.#asksForPolicy ? [...counts, 'RedrivePolicy' as const] : [...counts]
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames })
      if (options.onRequest) countAttempts(command, options.onRequest)
      return this.#clients.sqs.send(command, send)
    })
  }

  #readSettings(): Promise<QueueSettings> {
    const reading = this.#onQueue('Reading the settings of the queue', {}, (QueueUrl) =>
      this.#clients.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })),
    ).then(
      ({ Attributes }) => queueSettings(Attributes ?? {}),
      (error: unknown) => {
        // A rejection is final. After an outage the settings are read again.
        const isFinal = error instanceof EngineError && !error.retryable && error.code !== 'QUEUE_NOT_FOUND'
        if (!isFinal && this.#settings === reading) this.#settings = null
        return defaultSettings
      },
    )
    return reading
  }

  async #deleteOne(ReceiptHandle: string, options: CallOptions): Promise<void> {
    const context = this.#context('Acknowledging the job', [ReceiptHandle])
    await this.#onQueue(context, options, (QueueUrl, send) =>
      this.#clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }), send),
    )
  }

  async #changeOne(
    change: { readonly ReceiptHandle: string; readonly VisibilityTimeout: number },
    client: EngineClients['sqs'],
    { what, ...options }: CallOptions & { readonly what: string },
  ): Promise<void> {
    const context = this.#context(what, [change.ReceiptHandle])
    await this.#onQueue(context, options, (QueueUrl, send) =>
      client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ...change }), send),
    )
  }

  async #onQueue<T>(
    context: string | AwsErrorContext,
    options: CountedOptions,
    run: (url: string, send: SendOptions) => Promise<T>,
  ): Promise<T> {
    const url = await this.getUrl(options)
    try {
      const known = typeof context === 'string' ? this.#context(context) : context
      return await callAws(known, options, (send) => run(url, send))
    } catch (error) {
      // A recreated queue may have another URL.
      if (error instanceof EngineError && error.code === 'QUEUE_NOT_FOUND') this.#url.forget()
      throw error
    }
  }

  /** `secrets` are texts of the request that must not appear in error messages. */
  #context(what: string, secrets: readonly string[] = []): AwsErrorContext {
    return { what, queue: this.name, region: this.#clients.region, secrets }
  }
}

function refusesAttribute(error: unknown): boolean {
  if (!(error instanceof EngineError)) return false
  return /InvalidAttributeName/.test(String((error.cause as { readonly name?: unknown } | null)?.name))
}
