import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import type { StatusDepth } from '../../shared/queues.ts'
import type { EngineClients } from './clients.ts'
import { deleteMessages } from './delete-messages.ts'
import { countAttempts } from './count-requests.ts'
import { EngineError, fromAwsError, throwIfCancelled } from './errors.ts'
import { GatheredSends, type SendOutcome } from './gathered-sends.ts'
import { sendBatches } from './message-batch.ts'
import { receiveMessages } from './receive-messages.ts'
import { callAws, type CallOptions } from './aws-call.ts'
import { sendMessages } from './send-messages.ts'

/** A message as SQS hands it out. Times are milliseconds since the epoch, by the server's clock. */
export type ReceivedMessage = {
  readonly id: string
  readonly receiptHandle: string
  readonly body: string
  readonly receivedCount: number
  readonly sentAt: number | null
  readonly firstReceivedAt: number | null
}

/** `onRequest` is called for each request that is made, retries too. */
type AskOptions = CallOptions & { readonly onRequest?: (() => void) | undefined }

/**
 * One SQS queue, known by its name: one SQS call a method. Its URL is asked for once and kept until the
 * queue turns out to be gone. Every method throws `QUEUE_NOT_FOUND` where there is no such queue.
 */
export class SqsQueue {
  readonly name: string
  readonly #clients: EngineClients
  readonly #gathered = new GatheredSends(this)
  /** Its URL, while it is being asked for a promise of it. */
  #url: string | Promise<string> | null = null

  constructor(clients: EngineClients, name: string) {
    this.#clients = clients
    this.name = name
  }

  /** Sends a message. Returns its MessageId. */
  async send(body: string, options: CallOptions = {}): Promise<string> {
    const answer = await this.#onQueue('Sending the message', options, (QueueUrl, send) =>
      this.#clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }), send),
    )
    return answer.MessageId ?? ''
  }

  /**
   * Sends up to ten messages of 1 MiB together in one call; answers with how each of them ended.
   * @throws EngineError where the call as a whole failed.
   */
  async sendBatch(bodies: readonly string[], options: CallOptions = {}): Promise<readonly SendOutcome[]> {
    const what = 'Sending the messages'
    const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }))
    const answer = await this.#onQueue(what, options, (QueueUrl, { abortSignal }) =>
      sendMessages(this.#clients, QueueUrl, Entries, abortSignal),
    )
    const sent = new Map(answer.Successful?.map(({ Id, MessageId }) => [Id, MessageId]))
    const refused = new Map(answer.Failed?.map((failed) => [failed.Id, failed]))
    return bodies.map((_, index) => {
      const jobId = sent.get(String(index))
      if (jobId !== undefined) return { jobId }
      const {
        Code: name = 'NoAnswer',
        Message: message,
        SenderFault = false,
      } = refused.get(String(index)) ?? {}
      const $metadata = { httpStatusCode: SenderFault ? 400 : 500 }
      return { error: fromAwsError({ name, message, $metadata }, this.#context(what)), again: !SenderFault }
    })
  }

  /** Sends a message together with others that are sent at about the same time. Returns its MessageId. */
  sendGathered(body: string, options: CallOptions = {}): Promise<string> {
    return this.#gathered.send(body, options)
  }

  /** Receives up to `max` messages (1 to 10), none when none came within `waitSeconds` (0 to 20). */
  async receive(
    options: CallOptions & {
      readonly max: number
      readonly waitSeconds: number
      readonly leaseSeconds: number
    },
  ): Promise<ReceivedMessage[]> {
    const messages = await this.#onQueue('Waiting for a job', options, (QueueUrl, { abortSignal }) => {
      const receive = {
        QueueUrl,
        MaxNumberOfMessages: options.max,
        WaitTimeSeconds: options.waitSeconds,
        VisibilityTimeout: options.leaseSeconds,
      }
      return receiveMessages(this.#clients, receive, abortSignal)
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

  /** Deletes a received message. AWS may answer a stale handle with success and delete nothing. */
  async delete(receiptHandle: string, options: CallOptions = {}): Promise<void> {
    await this.#onQueue('Acknowledging the job', options, (QueueUrl, send) =>
      this.#clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receiptHandle }), send),
    )
  }

  /** Hides a received message for `seconds` from now, or shows it again at once with 0. @throws EngineError `LEASE_LOST`. */
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

  /** Deletes received messages, ten to a request. Answers with each one's error, `null` for a success. */
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
   * Hides each received message for its `seconds` from now, ten to a request; 0 shows it again at once. Renewals
   * (`heartbeat`) have sockets of their own. Answers with each one's error (`LEASE_LOST`), `null` for a success.
   */
  async changeVisibilityBatch(
    changes: readonly { readonly receiptHandle: string; readonly seconds: number }[],
    options: CallOptions & { readonly heartbeat?: boolean } = {},
  ): Promise<(EngineError | null)[]> {
    const what = options.heartbeat ? 'Renewing the lease' : 'Releasing the job'
    const client = options.heartbeat ? this.#clients.leaseSqs : this.#clients.sqs
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

  /** Its approximate message counts, which lag by up to a minute. */
  async attributes(options: AskOptions = {}): Promise<StatusDepth> {
    const answer = await this.#onQueue('Counting the jobs', options, (QueueUrl, send) => {
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
    const attributes = answer.Attributes ?? {}
    return {
      visible: numberOf(attributes.ApproximateNumberOfMessages) ?? 0,
      inFlight: numberOf(attributes.ApproximateNumberOfMessagesNotVisible) ?? 0,
      delayed: numberOf(attributes.ApproximateNumberOfMessagesDelayed) ?? 0,
    }
  }

  /** Its URL. With `fresh` the server is asked again. */
  async getUrl(options: AskOptions & { readonly fresh?: boolean } = {}): Promise<string> {
    throwIfCancelled(options.signal)
    if (options.fresh) this.#url = null
    if (typeof this.#url === 'string') return this.#url
    // Shared by all callers, so no single one's signal may end it: a cancel only ends the waiting.
    const url = this.#url ?? this.#askUrl(options.onRequest)
    this.#url = url
    try {
      return await unlessAborted(url, options.signal)
    } catch (error) {
      throwIfCancelled(options.signal)
      throw fromAwsError(error, this.#context('Looking for the queue'))
    }
  }

  /** Creates it as remotejob does (20 s waits, 30 s leases); a queue of that name with other settings is kept. */
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

  #askUrl(onRequest: (() => void) | undefined): Promise<string> {
    const command = new GetQueueUrlCommand({ QueueName: this.name })
    if (onRequest) countAttempts(command, onRequest)
    const asked = this.#clients.sqs.send(command).then(({ QueueUrl }) => QueueUrl ?? '')
    // Here and not where it is waited for: all who wait may have left before it fails.
    void asked.then(
      (url) => {
        if (this.#url === asked) this.#url = url
      },
      () => {
        if (this.#url === asked) this.#url = null
      },
    )
    return asked
  }

  async #onQueue<T>(
    what: string,
    options: AskOptions,
    run: (url: string, send: { abortSignal?: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    const url = await this.getUrl(options)
    try {
      return await callAws(this.#context(what), options, (send) => run(url, send))
    } catch (error) {
      // A queue that is made again may have another URL.
      if (error instanceof EngineError && error.code === 'QUEUE_NOT_FOUND') this.#url = null
      throw error
    }
  }

  #context(what: string): { readonly what: string; readonly queue: string; readonly region: string } {
    return { what, queue: this.name, region: this.#clients.region }
  }
}

/** Settles as `promise` does, or rejects as soon as the signal fires. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  const waitOver = new AbortController()
  try {
    return await Promise.race([
      promise,
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(new EngineError('CANCELLED')), {
          once: true,
          signal: waitOver.signal,
        })
      }),
    ])
  } finally {
    waitOver.abort()
  }
}

function numberOf(text: string | undefined): number | null {
  const value = Number(text)
  return text !== undefined && Number.isSafeInteger(value) ? value : null
}
