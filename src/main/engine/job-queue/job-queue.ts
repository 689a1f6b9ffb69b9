import { randomUUID } from 'node:crypto'
import type { StatusDepth } from '../../../shared/queues/queues.ts'
import type { CallOptions } from '../aws/transport/aws-call.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { Job } from '../protocol/job.ts'
import { formatMessageBody } from '../protocol/message-body.ts'
import {
  checkFieldNames,
  decodeMetadata,
  encodeMetadata,
  lowerCaseNames,
} from '../protocol/object-metadata.ts'
import type { StoreOptions } from '../uploads/put-options.ts'
import { completeJob, type CompleteOptions, type CompletedResult, type JobResult } from './complete-job.ts'
import type { StoreData, StoredPayload, TriggerOptions } from './job-queue-options.ts'
import { checkKey, JobPayloads } from './job-payloads.ts'
import { moveJob, withReason, type MoveSteps } from './move-job.ts'
import { checkIntact } from './received-job.ts'

export type { StoreData, StoredPayload, TriggerOptions } from './job-queue-options.ts'
export type { CompletedResult, CompleteOptions, JobResult } from './complete-job.ts'
export type { Job, JobOutcome } from '../protocol/job.ts'
export type { DeadLetter, QueueSettings } from '../aws/sqs/queue-settings.ts'
export type { StoreOptions } from '../uploads/put-options.ts'

/**
 * A job queue over S3 and SQS, with the protocol of remotejob 1.x and 2.x. {@link JobReceiver} contains what a worker
 * needs, {@link JobPayloads} the objects, and this class what a sender needs. All methods throw only EngineErrors.
 * Those that take a signal throw `CANCELLED` when it fires.
 */
export class JobQueue extends JobPayloads {
  /**
   * Sends the message for a stored payload. Returns the job id.
   * @throws EngineError `OBJECT_NOT_FOUND`, `FIELD_RESERVED`, `MESSAGE_TOO_LARGE`, `STATUS_UNKNOWN`, `QUEUE_NOT_FOUND`.
   */
  async trigger(key: string, options: TriggerOptions = {}): Promise<string> {
    const queue = this.sqsQueue(options.status ?? 'pending')
    const extra = options.fields ?? {}
    checkFieldNames(extra)
    checkKey(key)
    const bucket = this.names.bucket(options.direction ?? 'in')
    const { fields } = await this.describeObject(options.direction ?? 'in', key, options)
    return queue.send(formatMessageBody({ ...fields, ...lowerCaseNames(extra) }, bucket, key), options)
  }

  /**
   * Sends the message for a stored payload with known fields. It is the same message as from `trigger`, but
   * needs no S3 request, and shares a request with others sent at about the same time. Returns the job id.
   *
   * @throws EngineError `FIELD_*`, `MESSAGE_TOO_LARGE`, `STATUS_UNKNOWN`, `QUEUE_NOT_FOUND`.
   */
  async sendStored(payload: StoredPayload, options: CallOptions = {}): Promise<string> {
    return this.sendPrepared(this.#messageOf(payload), payload, options)
  }

  /**
   * Returns the message for a payload, after checking that it can be sent. Call this before the payload is
   * stored.
   *
   * @throws EngineError `FIELD_*`, `MESSAGE_TOO_LARGE` for the limit of its queue, `STATUS_UNKNOWN`.
   */
  async prepareMessage(payload: StoredPayload, options: CallOptions = {}): Promise<string> {
    const message = this.#messageOf(payload)
    await this.sqsQueue(payload.status ?? 'pending').checkSize(message, options)
    return message
  }

  /** Sends the message from {@link prepareMessage} like {@link sendStored}. */
  sendPrepared(
    message: string,
    { status = 'pending', delaySeconds }: Pick<StoredPayload, 'status' | 'delaySeconds'>,
    { signal }: CallOptions = {},
  ): Promise<string> {
    return this.sqsQueue(status).sendBatched(message, { signal, delaySeconds })
  }

  /**
   * Stores a payload and sends its message. If sending fails, the payload is kept, and `trigger` can send the
   * message later. To know the key in that case, pass one. @throws the errors of `store` and `trigger`.
   */
  async submit(
    data: StoreData,
    options: StoreOptions & { readonly status?: string } = {},
  ): Promise<{ readonly jobId: string; readonly key: string }> {
    const { status = 'pending', signal } = options
    const queue = this.sqsQueue(status)
    const key = data.key ?? randomUUID()
    const fields = data.fields ?? {}
    // Checks the queue first, because a payload without a message is only half a job.
    await queue.getUrl({ signal })
    const message = await this.prepareMessage({ key, fields, status }, { signal })
    await this.store('in', { ...data, key, keyIsNew: data.keyIsNew ?? data.key === undefined }, options)
    return { jobId: await this.sendPrepared(message, { status }, { signal }), key }
  }

  /**
   * Moves a job to `inprogress`: sends the same message there, then deletes the old one. Returns the new job
   * id. Also works for a message that names no payload.
   *
   * @throws EngineError `STATUS_UNKNOWN`, `LEASE_LOST`, `CHECKSUM_MISMATCH` for a damaged message.
   */
  async start(
    job: Job,
    options: CallOptions & { readonly status?: string; readonly beforeDelete?: () => Promise<void> } = {},
  ): Promise<string> {
    const { status = 'inprogress', beforeDelete, signal } = options
    return moveJob(this.sqsQueue(status), job, this.#moveSteps(job, beforeDelete), { signal })
  }

  /**
   * Moves a job to its queue's dead-letter queue, with a reason as a message attribute. Returns the
   * dead-letter queue's name. @throws EngineError `BAD_REQUEST` if there is none, `LEASE_LOST`,
   * `CHECKSUM_MISMATCH` for a damaged message.
   */
  async moveToDeadLetters(
    job: Job,
    reason: string,
    options: CallOptions & { readonly beforeDelete?: () => Promise<void> } = {},
  ): Promise<string> {
    const { beforeDelete, signal } = options
    const { deadLetter } = await this.settings(job.status, { signal })
    if (deadLetter === null) {
      throw new EngineError('BAD_REQUEST', `${this.names.queue(job.status)} has no dead-letter queue.`, {
        hint: 'Give it a redrive policy first, or release the job.',
        retryable: false,
      })
    }
    const to = this.queueNamed(deadLetter.queue)
    const extras = withReason(job, reason)
    await moveJob(to, job, this.#moveSteps(job, beforeDelete), { signal, extras })
    return deadLetter.queue
  }

  /**
   * Sends an acknowledged job's message again. Returns the new job id.
   *
   * @throws EngineError `CHECKSUM_MISMATCH` for a damaged message, and errors from the server.
   */
  async sendAgain(job: Job, options: CallOptions = {}): Promise<string> {
    checkIntact(job)
    return this.sqsQueue(job.status).send(job.rawBody, { ...options, extras: job })
  }

  /**
   * Stores every result under `<job id>-<key>` in the out bucket, sends a message for each to `completed`,
   * then deletes the job's own message. Each step finishes for all results before the next one starts, so a
   * crash may leave a duplicate but never loses a result. All checks come before the first step.
   *
   * @throws EngineError `CHECKSUM_MISMATCH` for a damaged message, and the errors of the three steps.
   */
  async complete(
    job: Job,
    results: readonly JobResult[],
    options: CompleteOptions = {},
  ): Promise<readonly CompletedResult[]> {
    const queue = this.sqsQueue(options.status ?? 'completed')
    return completeJob(this, queue, job, results, {
      ...options,
      checkLease: () => this.leases.of(job).check(),
    })
  }

  /**
   * Reads the approximate counts of each status (default: all) in parallel. Settles once no request is in
   * progress, and throws the first error. `onRequest` is called for each request, including retries.
   */
  async depths(
    options: CallOptions & {
      readonly statuses?: readonly string[]
      readonly onRequest?: (() => void) | undefined
    } = {},
  ): Promise<Record<string, StatusDepth>> {
    const statuses = options.statuses ?? this.config.statuses
    const counted = statuses.map(
      async (status) => [status, await this.sqsQueue(status).attributes(options)] as const,
    )
    await Promise.allSettled(counted)
    return Object.fromEntries(await Promise.all(counted))
  }

  #moveSteps(job: Job, beforeDelete: MoveSteps['beforeDelete']): MoveSteps {
    return {
      checkLease: () => this.leases.of(job).check(),
      beforeDelete,
      acknowledge: () => this.acknowledge(job),
    }
  }

  #messageOf({ key, fields, direction = 'in' }: StoredPayload): string {
    checkKey(key)
    return formatMessageBody(decodeMetadata(encodeMetadata(fields)), this.names.bucket(direction), key)
  }
}
