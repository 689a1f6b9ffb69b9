import type { JobFields } from '../../../shared/jobs/job-fields.ts'
import type { Direction } from '../../../shared/queues/queues.ts'
import { carriedMembers, formatMessageBody } from '../protocol/message-body.ts'
import { throwIfCancelled } from '../errors/engine-error.ts'
import type { Job } from '../protocol/job.ts'
import type { ResourceNames } from '../protocol/resource-names.ts'
import { encodeMetadata, lowerCaseNames } from '../protocol/object-metadata.ts'
import { checkIntact } from './received-job.ts'
import type { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import type { PayloadBody, StoreOptions } from '../uploads/put-options.ts'

/** One of a job's results. */
export type JobResult = {
  /** The asset key, appended to the job id. Default: `output`. */
  readonly key?: string | undefined
  readonly body: PayloadBody
  readonly fields?: JobFields | undefined
}

/** A stored result: its object key, its size, and the id of the job sent for it. */
export type CompletedResult = { readonly key: string; readonly size: number; readonly jobId: string }

/** Options of `JobQueue.complete`. Progress counts the bytes of all results stored so far. */
export type CompleteOptions = StoreOptions & {
  /** The status to send to. Default: `completed`. */
  readonly status?: string
  /** Awaited between the last send and the delete. Stop renewing the lease here. */
  readonly beforeDelete?: () => Promise<void>
}

/** The part of a JobQueue that is needed to complete a job. */
export type CompletionQueue = {
  readonly names: ResourceNames
  store(
    direction: Direction,
    data: JobResult,
    options: StoreOptions,
  ): Promise<{ readonly key: string; readonly size: number }>
  acknowledge(job: Job): Promise<void>
}

/** Stores, sends and deletes. See `JobQueue.complete`. */
export async function completeJob(
  jobQueue: CompletionQueue,
  queue: SqsQueue,
  job: Job,
  results: readonly JobResult[],
  options: CompleteOptions & { readonly checkLease: () => void },
): Promise<readonly CompletedResult[]> {
  const { signal, limits, threads, notes, onProgress, checkLease } = options
  checkIntact(job)
  const bucket = jobQueue.names.bucket('out')
  // Uses the message's own values instead of `job.fields`, because a peer must get back exactly what it sent,
  // down to the last digit of a number.
  const carried = carriedMembers(job.rawBody)
  const planned = results.map((result) => {
    const fields = result.fields ?? {}
    encodeMetadata(fields)
    const key = `${job.id}-${result.key ?? 'output'}`
    const message = { ...lowerCaseNames(fields), job: job.id }
    const body = formatMessageBody(message, bucket, key, { carried, extras: job })
    return { result: { ...result, key }, key, body }
  })
  checkLease()
  await queue.getUrl({ signal })
  for (const { body } of planned) await queue.checkSize(body, { signal, extras: job })
  const sizes: number[] = []
  let stored = 0
  for (const { result } of planned) {
    const { size } = await jobQueue.store('out', result, {
      signal,
      limits,
      threads,
      notes,
      onProgress: (done, total) => onProgress?.(stored + done, stored + total),
    })
    stored += size
    sizes.push(size)
  }
  throwIfCancelled(signal)
  checkLease()
  const completed: CompletedResult[] = []
  // From here on, cancelling would only leave duplicates, so the signal is ignored.
  for (const [index, { key, body }] of planned.entries()) {
    const jobId = await queue.send(body, { extras: job })
    completed.push({ key, size: sizes[index] ?? 0, jobId })
  }
  await options.beforeDelete?.()
  await jobQueue.acknowledge(job)
  return completed
}
