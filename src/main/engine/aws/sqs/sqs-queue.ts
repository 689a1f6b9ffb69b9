import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import type { StatusDepth } from '../../../../shared/queues.ts'
import type { EngineClients } from '../transport/clients.ts'
import { deleteMessages } from './delete-messages.ts'
import { countAttempts } from '../transport/count-requests.ts'
import type { AwsErrorContext } from '../../errors/aws-error-info.ts'
import { EngineError } from '../../errors/engine-error.ts'
import { SendBatcher, type SendOutcome } from './send-batcher.ts'
import { entryFailures, sendBatches } from './message-batch.ts'
import { receiveMessages } from './receive-messages.ts'
import { callAws, type CallOptions, type SendOptions } from '../transport/aws-call.ts'
import { unlessAborted } from '../transport/unless-aborted.ts'
import { sendMessages } from './send-messages.ts'

/** A received message. Times are milliseconds since the epoch on the server's clock. */
export type ReceivedMessage = {
  readonly id: string
  readonly receiptHandle: string
  readonly body: string
  readonly receivedCount: number
  readonly sentAt: number | null
  readonly firstReceivedAt: number | null
}

/** `onRequest` is called for each request, retries included. */
type CountedOptions = CallOptions & { readonly onRequest?: (() => void) | undefined }

/**
 * The SQS calls for one queue, one per method. The queue URL is looked up by name once, and again after the queue was
 * not found. Every method throws `QUEUE_NOT_FOUND` if the queue does not exist.
 */
export class SqsQueue {
  readonly name: string
  readonly #clients: EngineClients
  readonly #batcher = new SendBatcher(this)
  /** The queue URL, or a promise of it during the lookup. */
  #url: string | Promise<string> | null = null

  constructor(clients: EngineClients, name: string) {
    this.#clients = clients
    this.name = name
  }

  /** Sends a message. Returns its MessageId. */
  async send(body: string, options: CallOptions = {}): Promise<string> {
    const response = await this.#onQueue('Sending the message', options, (QueueUrl, send) =>
      this.#clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }), send),
    )
    return response.MessageId ?? ''
  }

  /**
   * Sends up to ten messages, 1 MiB in total, in one call. Returns the outcome of each.
   * @throws EngineError if the call as a whole failed.
   */
  async sendBatch(bodies: readonly string[], options: CallOptions = {}): Promise<readonly SendOutcome[]> {
    const what = 'Sending the messages'
    const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }))
    const response = await this.#onQueue(what, options, (QueueUrl, { abortSignal }) =>
      sendMessages(this.#clients, QueueUrl, Entries, abortSignal),
    )
    const jobIds = new Map(response.Successful?.map(({ Id, MessageId }) => [Id, MessageId]))
    const failures = entryFailures(response, bodies.length, this.#context(what))
    return failures.map((failure, index) => failure ?? { jobId: jobIds.get(String(index)) ?? '' })
  }

  /** Sends a message in one batch with others that are sent at about the same time. Returns its MessageId. */
  sendBatched(body: string, options: CallOptions = {}): Promise<string> {
    return this.#batcher.send(body, options)
  }

  /** Receives up to `max` messages (1 to 10). Returns none if none arrive within `waitSeconds` (0 to 20). */
  async receive(
    options: CallOptions & {
      readonly max: number
      readonly waitSeconds: number
      readonly leaseSeconds: number
    },
  ): Promise<ReceivedMessage[]> {
    const messages = await this.#onQueue('Waiting for a job', options, (QueueUrl, { abortSignal }) => {
      const request = {
        QueueUrl,
        MaxNumberOfMessages: options.max,
        WaitTimeSeconds: options.waitSeconds,
        VisibilityTimeout: options.leaseSeconds,
      }
      return receiveMessages(this.#clients, request, abortSignal)
    })
    const received: ReceivedMessage[] = []
    for (const { MessageId, ReceiptHandle, Body, Attributes } of messages) {
      if (!ReceiptHandle) continue
      received.push({
        id: MessageId ?? '',
        receiptHandle: ReceiptHandle,
        body: Body ?? '',
        receivedCount: numberOf(Attributes?.ApproximateReceiveCount) ?? 1,
        sentAt: numberOf(Attributes?.SentTimestamp),
        firstReceivedAt: numberOf(Attributes?.ApproximateFirstReceiveTimestamp),
      })
    }
    return received
  }

  /** Deletes a received message. AWS may report success for a stale receipt handle and delete nothing. */
  async delete(receiptHandle: string, options: CallOptions = {}): Promise<void> {
    await this.#onQueue('Acknowledging the job', options, (QueueUrl, send) =>
      this.#clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receiptHandle }), send),
    )
  }

  /** Sets the visibility timeout of a received message; 0 makes it visible at once. @throws EngineError `LEASE_LOST`. */
  async changeVisibility(receiptHandle: string, seconds: number, options: CallOptions = {}): Promise<void> {
    await this.#onQueue(
      seconds === 0 ? 'Releasing the job' : 'Renewing the lease',
      options,
      (QueueUrl, send) =>
        this.#clients.sqs.send(
          new ChangeMessageVisibilityCommand({
            QueueUrl,
            ReceiptHandle: receiptHandle,
            VisibilityTimeout: seconds,
          }),
          send,
        ),
    )
  }

  /** Deletes received messages in batches of ten. Returns the error of each, `null` for a success. */
  async deleteBatch(
    receiptHandles: readonly string[],
    options: CallOptions = {},
  ): Promise<(EngineError | null)[]> {
    const what = 'Acknowledging the job'
    const entries = receiptHandles.map((ReceiptHandle) => ({ ReceiptHandle }))
    return sendBatches(entries, this.#context(what), (Entries) =>
      this.#onQueue(what, options, (QueueUrl, { abortSignal }) =>
        deleteMessages(this.#clients, QueueUrl, [...Entries], abortSignal),
      ),
    )
  }

  /**
   * Sets the visibility timeout of received messages in batches of ten; 0 makes a message visible at once. Lease
   * renewals (`isRenewal`) use a client of their own. Returns the error of each (`LEASE_LOST`), `null` for a success.
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
    return sendBatches(entries, this.#context(what), (Entries) =>
      this.#onQueue(what, options, (QueueUrl, send) =>
        client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: [...Entries] }), send),
      ),
    )
  }

  /** Returns the approximate message counts, which lag by up to a minute. */
  async attributes(options: CountedOptions = {}): Promise<StatusDepth> {
    const response = await this.#onQueue('Counting the jobs', options, (QueueUrl, send) => {
      const command = new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      })
      if (options.onRequest) countAttempts(command, options.onRequest)
      return this.#clients.sqs.send(command, send)
    })
    const attributes = response.Attributes ?? {}
    return {
      visible: numberOf(attributes.ApproximateNumberOfMessages) ?? 0,
      inFlight: numberOf(attributes.ApproximateNumberOfMessagesNotVisible) ?? 0,
      delayed: numberOf(attributes.ApproximateNumberOfMessagesDelayed) ?? 0,
    }
  }

  /** Returns the queue URL. `fresh` looks it up again. */
  async getUrl(options: CountedOptions & { readonly fresh?: boolean } = {}): Promise<string> {
    return callAws(this.#context('Looking up the queue'), options, ({ abortSignal }) => {
      if (options.fresh) this.#url = null
      // All callers share the lookup, so the signal of one may only end its own waiting.
      this.#url ??= this.#requestUrl(options.onRequest)
      return typeof this.#url === 'string'
        ? Promise.resolve(this.#url)
        : unlessAborted(this.#url, abortSignal)
    })
  }

  /** Creates the queue as remotejob does: long polls of 20 s, visibility timeout 30 s. An existing queue is kept. */
  async create(options: CallOptions = {}): Promise<void> {
    await callAws(this.#context('Creating the queue'), options, async (send) => {
      try {
        await this.#clients.sqs.send(
          new CreateQueueCommand({
            QueueName: this.name,
            Attributes: { ReceiveMessageWaitTimeSeconds: '20', VisibilityTimeout: '30' },
          }),
          send,
        )
      } catch (error) {
        const name = String((error as { readonly name?: unknown }).name)
        if (!/^(?:AWS\.SimpleQueueService\.)?Queue(?:NameExists|AlreadyExists)$/.test(name)) throw error
      }
    })
    this.#url = null
  }

  #requestUrl(onRequest: (() => void) | undefined): Promise<string> {
    const command = new GetQueueUrlCommand({ QueueName: this.name })
    if (onRequest) countAttempts(command, onRequest)
    const lookup = this.#clients.sqs.send(command).then(({ QueueUrl }) => QueueUrl ?? '')
    // Handled here, because all callers may have stopped waiting when it fails.
    void lookup.then(
      (url) => {
        if (this.#url === lookup) this.#url = url
      },
      () => {
        if (this.#url === lookup) this.#url = null
      },
    )
    return lookup
  }

  async #onQueue<T>(
    what: string,
    options: CountedOptions,
    run: (url: string, send: SendOptions) => Promise<T>,
  ): Promise<T> {
    const url = await this.getUrl(options)
    try {
      return await callAws(this.#context(what), options, (send) => run(url, send))
    } catch (error) {
      // A queue that is created again may have another URL.
      if (error instanceof EngineError && error.code === 'QUEUE_NOT_FOUND') this.#url = null
      throw error
    }
  }

  #context(what: string): AwsErrorContext {
    return { what, queue: this.name, region: this.#clients.region }
  }
}

function numberOf(text: string | undefined): number | null {
  const value = Number(text)
  return text !== undefined && Number.isSafeInteger(value) ? value : null
}
