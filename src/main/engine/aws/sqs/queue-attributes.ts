import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import type { StatusDepth } from '../../../../shared/queues/queues.ts'
import { EngineError, throwIfCancelled } from '../../errors/engine-error.ts'
import type { CallOptions } from '../transport/aws-call.ts'
import { countAttempts } from '../middleware/count-requests.ts'
import { unlessAborted } from '../transport/unless-aborted.ts'
import type { CountedOptions, QueueCalls } from './queue-calls.ts'
import { sqsFastCall } from './sqs-fast-call.ts'
import {
  deadLetterOf,
  defaultSettings,
  queueSettings,
  type DeadLetter,
  type QueueSettings,
} from './queue-settings.ts'
import { depthFrom, secondsFrom } from './server-numbers.ts'

/**
 * After this many reads in a row that failed on the fast path only, all reads use the SDK. A single failure may be
 * a closed connection or a busy server.
 */
const maxMisses = 3
/** The longest delay of a queue. */
const maxDelaySeconds = 900

const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'DelaySeconds',
] as const

const attributesResponse = z.object({ Attributes: z.record(z.string(), z.string()).nullish() })
type Attributes = Readonly<Record<string, string>>

/** Reads the counts and the settings of one queue. */
export class QueueAttributes {
  readonly #calls: QueueCalls
  #settings: Promise<QueueSettings> | null = null
  #deadLetter: DeadLetter | null | undefined
  #supportsPolicy = true
  /** How many times in a row the server has responded to the SDK but not to the fast path. */
  #misses = 0

  constructor(calls: QueueCalls) {
    this.#calls = calls
  }

  /** The dead-letter queue as of the last call to {@link depth}, or `undefined` before the first one. */
  get deadLetter(): DeadLetter | null | undefined {
    return this.#deadLetter
  }

  /** Returns the approximate message counts, which lag by up to a minute, and the queue's delay. */
  async depth(options: CountedOptions): Promise<StatusDepth> {
    const attributes = await this.#readCounts(options).catch((error: unknown) => {
      // A server without redrive policies has no dead-letter queues.
      if (!this.#supportsPolicy || !refusesAttribute(error)) throw error
      this.#supportsPolicy = false
      return this.#readCounts(options)
    })
    this.#deadLetter = deadLetterOf(attributes['RedrivePolicy'])
    const delaySeconds = Math.min(secondsFrom(attributes['DelaySeconds']) ?? 0, maxDelaySeconds)
    return {
      ...depthFrom(attributes),
      ...(delaySeconds > 0 && { delaySeconds }),
    }
  }

  /**
   * Returns the queue's settings, which are read once. If they cannot be read, returns SQS's defaults,
   * because sending and claiming work without them.
   *
   * @throws EngineError `CANCELLED`.
   */
  async settings({ signal }: CallOptions): Promise<QueueSettings> {
    throwIfCancelled(signal)
    // All callers share the request, so one caller's signal may only end its own wait.
    this.#settings ??= this.#readSettings()
    return unlessAborted(this.#settings, signal)
  }

  /** Makes the next call read the settings again, because they were changed. */
  forgetSettings(): void {
    this.#settings = null
  }

  #readCounts(options: CountedOptions): Promise<Attributes> {
    const { onRequest, signal } = options
    return this.#calls.run('Counting the jobs', options, async (QueueUrl, send) => {
      // The policy costs nothing extra here, and shows the dead-letter queue.
      const AttributeNames = this.#supportsPolicy ? [...counts, 'RedrivePolicy' as const] : [...counts]
      const input = { QueueUrl, AttributeNames }
      const { fast, sqs } = this.#calls.clients
      // A server that never accepts the fast path should not get two requests for each read.
      const isFast = fast !== null && this.#misses < maxMisses
      if (isFast) {
        onRequest?.()
        const response = await sqsFastCall(fast.sqs, 'GetQueueAttributes', input, attributesResponse, {
          signal,
        })
          // Repeating a read is safe.
          .catch(() => null)
        if (response !== null) {
          this.#misses = 0
          return response.Attributes ?? {}
        }
      }
      const command = new GetQueueAttributesCommand(input)
      if (onRequest) countAttempts(command, onRequest)
      const { Attributes } = await sqs.send(command, send)
      if (isFast) this.#misses += 1
      return Attributes ?? {}
    })
  }

  #readSettings(): Promise<QueueSettings> {
    const reading = this.#calls
      .run("Reading the queue's settings", {}, (QueueUrl) =>
        this.#calls.clients.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })),
      )
      .then(
        ({ Attributes }) => queueSettings(Attributes ?? {}),
        (error: unknown) => {
          // A rejection is final. After an outage, the settings are read again.
          const isFinal = error instanceof EngineError && !error.retryable && error.code !== 'QUEUE_NOT_FOUND'
          if (!isFinal && this.#settings === reading) this.#settings = null
          return defaultSettings
        },
      )
    return reading
  }
}

function refusesAttribute(error: unknown): boolean {
  if (!(error instanceof EngineError)) return false
  return /InvalidAttributeName/.test(String((error.cause as { readonly name?: unknown } | null)?.name))
}
