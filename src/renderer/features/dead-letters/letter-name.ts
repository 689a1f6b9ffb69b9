import type { DeadLetter } from '../../../shared/queues/dead-letters.ts'

/** Returns the display name of a dead letter: its job's name, a field with a name, or its id. */
export function letterName({ job, fields, key, messageId }: DeadLetter): string {
  return job?.name || fields['name'] || fields['filename'] || key || messageId
}

/** Returns a dead letter's state in one or two words. */
export function letterState(letter: DeadLetter, now: number): string {
  if (letter.activity === 'submitting') return 'Submitting'
  if (letter.activity === 'deleting') return 'Deleting'
  if (letter.activity === 'putting-back') return 'Putting back'
  if (letter.sentAs !== null) return 'Sent, not deleted'
  if (letter.error !== null) return 'Failed'
  return now >= letter.hiddenUntil ? 'Visible again' : 'Hidden'
}
