import type { DeadLetter } from '../../../shared/queues/dead-letters.ts'

/** Returns the display name of a dead letter: its job's name, a field with a name, or its id. */
export function deadLetterName({ job, fields, key, messageId }: DeadLetter): string {
  return job?.name || fields['name'] || fields['filename'] || key || messageId
}

/** Returns a dead letter's state in one or two words. */
export function deadLetterState(deadLetter: DeadLetter, now: number): string {
  if (deadLetter.activity === 'submitting') return 'Submitting'
  if (deadLetter.activity === 'deleting') return 'Deleting'
  if (deadLetter.activity === 'putting-back') return 'Putting back'
  if (deadLetter.sentAs !== null) return 'Sent, not deleted'
  if (deadLetter.error !== null) return 'Failed'
  return now >= deadLetter.hiddenUntil ? 'Visible again' : 'Hidden'
}
