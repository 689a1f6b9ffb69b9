import type { CallOptions } from '../aws/transport/aws-call.ts'
import type { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { Job } from '../protocol/job.ts'
import type { MessageAttributes, MessageExtras } from '../protocol/message-attributes.ts'
import { checkIntact } from './received-job.ts'

/** Callbacks between the steps of a move. */
export interface MoveSteps {
  /** Checks the job's lease. */
  readonly checkLease: () => void
  /** Awaited between the send and the delete. Stop renewing the lease here. */
  readonly beforeDelete?: (() => Promise<void>) | undefined
  /** Deletes the message. */
  readonly acknowledge: () => Promise<void>
}

/** The attribute of a message in a dead-letter queue that says why it was sent there. */
const reasonAttribute = 'remotejob-reason'

/** The maximum number of attributes that SQS accepts per message. */
const maxAttributes = 10

/**
 * Sends a job's message to another queue, then deletes it. Returns its new id.
 * @throws EngineError `CHECKSUM_MISMATCH` for a damaged message, `LEASE_LOST`, and errors from the server.
 */
export async function moveJob(
  to: SqsQueue,
  job: Job,
  steps: MoveSteps,
  { extras = job, ...options }: CallOptions & { readonly extras?: MessageExtras } = {},
): Promise<string> {
  checkIntact(job)
  steps.checkLease()
  // Sent as received, because rebuilding it from the fields would turn a peer's numbers and objects into
  // text.
  const id = await to.send(job.rawBody, { ...options, extras })
  await steps.beforeDelete?.()
  await steps.acknowledge()
  return id
}

/**
 * Returns a message's attributes plus the reason. @throws EngineError `BAD_REQUEST` if there is no room
 * for it.
 */
export function withReason({ attributes, traceHeader }: MessageExtras, reason: string): MessageExtras {
  const { [reasonAttribute]: _previous, ...others } = attributes
  if (reason === '') return { attributes: others, traceHeader }
  if (Object.keys(others).length >= maxAttributes) {
    throw new EngineError('BAD_REQUEST', 'The message has ten attributes, so a reason does not fit.', {
      hint: 'Send it without a reason.',
      retryable: false,
    })
  }
  const withIt: MessageAttributes = { ...others, [reasonAttribute]: { type: 'String', value: reason } }
  return { attributes: withIt, traceHeader }
}
