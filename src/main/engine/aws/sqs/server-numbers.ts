import type { StatusDepth } from '../../../../shared/queues/queues.ts'

/** The year 2000. An earlier time from a server means something else, such as “never” or a time in seconds. */
const earliestTime = Date.UTC(2000, 0, 1)
/** The latest time that a Date can show, in milliseconds since the epoch. */
const latestTime = 8_640_000_000_000_000
/** Larger than any number of messages or receives. */
const maxCount = 1_000_000_000_000

/** Parses a count reported by a server. Returns `null` if it is not a valid count. */
export function countFrom(value: unknown): number | null {
  return wholeNumber(value, maxCount)
}

/** Parses the counts in a queue's attributes. A missing count is 0. */
export function depthFrom(attributes: Readonly<Record<string, unknown>>): StatusDepth {
  return {
    visible: countFrom(attributes['ApproximateNumberOfMessages']) ?? 0,
    inFlight: countFrom(attributes['ApproximateNumberOfMessagesNotVisible']) ?? 0,
    delayed: countFrom(attributes['ApproximateNumberOfMessagesDelayed']) ?? 0,
  }
}

/**
 * Parses a time reported by a server, in milliseconds since the epoch. Returns `null` if it is not a valid
 * date, or one before the year 2000.
 */
export function timeFrom(value: unknown): number | null {
  const time = wholeNumber(value, latestTime)
  return time !== null && time >= earliestTime ? time : null
}

/**
 * Parses a duration reported by a server, in seconds. Returns `null` if it is invalid or longer than 12
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
