// No zod here: the page validates forms without bundling it.

/** The longest message that can be edited, in characters. Longer ones are resubmitted unchanged. */
export const maxEditedLength = 32_768

/** The three statuses of the `in-out` layout, in the order in which a job passes through them. */
export const defaultStatuses = ['pending', 'inprogress', 'completed'] as const

/**
 * Returns the problem with a job queue's name as a sentence, or `null` if it is valid.
 * `remotejobs-out-NAME` must be a valid bucket name (3 to 63 characters), so NAME has 1 to 48
 * characters: a–z, 0–9 and inner hyphens.
 */
export function queueNameProblem(text: string): string | null {
  const fine = /^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/.test(text)
  return fine ? null : 'Use 1 to 48 lower-case letters, digits or inner hyphens.'
}

/** Returns the problem with a status as a sentence, or `null` if it is valid. */
export function queueStatusProblem(text: string): string | null {
  return /^[A-Za-z0-9_-]{1,30}$/.test(text) ? null : 'Use 1 to 30 letters, digits, _ or -.'
}
