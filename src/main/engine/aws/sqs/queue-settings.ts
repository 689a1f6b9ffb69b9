import { z } from 'zod'
import { messageLimitBytes } from '../../protocol/limits.ts'
import { countFrom, secondsFrom } from './server-numbers.ts'

/** The settings of a queue that affect messages. */
export type QueueSettings = {
  /** The visibility timeout to use for leases, in seconds. */
  readonly leaseSeconds: number
  /** The size limit of a message, in bytes. */
  readonly limitBytes: number
  /** The dead-letter queue for messages that were received too often, or `null`. */
  readonly deadLetter: DeadLetter | null
}

/** A queue's dead-letter queue, and the number of receives after which a message moves there. */
export type DeadLetter = { readonly queue: string; readonly maxReceives: number }

/**
 * The lease for a queue without a visibility timeout, or with one that is too short to be renewed in time.
 */
const defaultLeaseSeconds = 30
const minLeaseSeconds = 10

/** The settings for a queue whose attributes cannot be read, for example because of a policy. */
export const defaultSettings: QueueSettings = {
  leaseSeconds: defaultLeaseSeconds,
  limitBytes: messageLimitBytes,
  deadLetter: null,
}

const redrivePolicy = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.unknown() })

/** Parses a queue's attributes. Invalid values count as absent. */
export function queueSettings(attributes: Readonly<Record<string, unknown>>): QueueSettings {
  const seconds = secondsFrom(attributes['VisibilityTimeout']) ?? 0
  const limitBytes = countFrom(attributes['MaximumMessageSize']) ?? 0
  return {
    leaseSeconds: seconds < minLeaseSeconds ? defaultLeaseSeconds : seconds,
    limitBytes: limitBytes > 0 ? Math.min(limitBytes, messageLimitBytes) : messageLimitBytes,
    deadLetter: deadLetterOf(attributes['RedrivePolicy']),
  }
}

/** Parses a redrive policy. Returns `null` if it is missing or invalid. */
export function deadLetterOf(policy: unknown): DeadLetter | null {
  const { success, data } = redrivePolicy.safeParse(parsed(policy))
  const maxReceives = success ? countFrom(data.maxReceiveCount) : null
  if (!success || maxReceives === null || maxReceives < 1) return null
  // `arn:aws:sqs:us-west-1:123456789012:demo-dead`
  return { queue: data.deadLetterTargetArn.split(':').at(-1) ?? '', maxReceives }
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : text
  } catch {
    return null
  }
}
