import type { StatusDepth } from '../../../../shared/queues/queues.ts'

/** The latest time that a Date can show, in milliseconds since the epoch. */
const latestTime = 8_640_000_000_000_000
/** No queue has more messages, and no message is received more often. */
const largestCount = 1_000_000_000_000

/**
 * Returns a count as a server reports it, or `null` if it is not a whole number that can be one.
 */
export function countFrom(value: unknown): number | null {
  return wholeNumber(value, largestCount)
}

/** Returns the counts of a queue, from its attributes. A missing one counts as 0. */
export function depthFrom(attributes: Readonly<Record<string, unknown>>): StatusDepth {
  return {
    visible: countFrom(attributes['ApproximateNumberOfMessages']) ?? 0,
    inFlight: countFrom(attributes['ApproximateNumberOfMessagesNotVisible']) ?? 0,
    delayed: countFrom(attributes['ApproximateNumberOfMessagesDelayed']) ?? 0,
  }
}

/**
 * Returns a time in milliseconds since the epoch, as a server reports it, or `null` if no calendar
 * has it.
 */
export function timeFrom(value: unknown): number | null {
  return wholeNumber(value, latestTime)
}

/**
 * Returns a duration in seconds, as a server reports it, or `null` if it is none, or longer than 12
 * hours.
 */
export function secondsFrom(value: unknown): number | null {
  return wholeNumber(value, 43_200)
}

function wholeNumber(value: unknown, largest: number): number | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  if (value === '') return null
  const number = Number(value)
  return Number.isInteger(number) && number >= 0 && number <= largest ? number : null
}
