import type { Claim } from '../../../../shared/jobs/claims.ts'
import { visibleText } from '../../../../shared/texts/hidden-text.ts'
import { clockTime } from '../../../ui/text/format.ts'

/** The parts of a claim's state that decide which actions are available. */
export type ClaimStage = 'held' | 'waiting' | 'busy' | 'lost' | 'finished'

export function claimStage(claim: Claim): ClaimStage {
  if (claim.outcome !== null || claim.lease.state === 'ended') return 'finished'
  if (claim.lease.state === 'lost') return 'lost'
  if (claim.activity !== 'idle') return 'busy'
  return claim.phase === 'waiting' || claim.phase === 'checking' ? 'waiting' : 'held'
}

/** True if the payload may be read: the message is valid, or the user allowed a bucket that is not this queue's own. */
export function canReadPayload(claim: Claim): boolean {
  if (claim.bucket === null || claim.key === null) return false
  if (claim.messageError !== null && !claim.bucketAllowed) return false
  return claim.payloadError === null || claim.payloadError.retryable
}

/** True if the message arrived damaged. Such a message must not be forwarded. */
export function isDamaged(claim: Claim): boolean {
  return claim.messageError?.code === 'CHECKSUM_MISMATCH'
}

/** True if the user must first allow reading from a bucket that does not belong to this queue. */
export function needsBucketPermission(claim: Claim): boolean {
  return claim.messageError?.code === 'MESSAGE_FOREIGN_BUCKET' && !claim.bucketAllowed
}

/** Returns a claim's title: the sender's `name` field if there is one. */
export function claimTitle(claim: Claim): string {
  const given = claim.fields['name']?.trim()
  return given === undefined || given === '' ? claim.fileName : given
}

/** Returns the sender's name for the payload if it is saved under a different name, or else `null`. */
export function changedName({ fields, fileName }: Claim): string | null {
  const given = fields['filename'] ?? fields['name'] ?? ''
  return given === '' || given.normalize('NFC') === fileName ? null : given
}

const outcomeLabels = {
  acknowledged: 'Finished',
  released: 'Released',
  started: 'Moved to In progress',
  completed: 'Finished with a result',
} as const satisfies Record<NonNullable<Claim['outcome']>, string>

const outcomeInfoLabels = {
  'held-back': 'Held back',
  'dead-lettered': 'Moved to the dead-letter queue',
  'sent-again': 'Sent again',
} as const satisfies Record<NonNullable<Claim['outcomeInfo']>['kind'], string>

export function outcomeLabel(claim: Claim): string {
  if (claim.outcomeInfo !== null) return outcomeInfoLabels[claim.outcomeInfo.kind]
  return claim.outcome === null ? 'Finished' : outcomeLabels[claim.outcome]
}

/** Describes what happened to a finished claim's message and payload. */
export function outcomeText(claim: Claim): string {
  const { outcomeInfo } = claim
  if (outcomeInfo?.kind === 'held-back') return `Nobody can claim it before ${clockTime(outcomeInfo.until)}.`
  if (outcomeInfo?.kind === 'sent-again')
    return 'Its message was deleted, and a new one was sent in its place.'
  if (outcomeInfo?.kind === 'dead-lettered') {
    const reason = visibleText(outcomeInfo.reason.trim())
    return `It is in ${outcomeInfo.queue}.${reason === '' ? '' : ` Reason: ${reason}`}`
  }
  if (claim.outcome === 'released') return `It is back in ${claim.status} and can be claimed again.`
  if (claim.outcome === 'started') return 'It is now in progress.'
  if (claim.outcome === 'completed') return 'Its result was sent to completed.'
  if (claim.saved !== null || claim.bucket === null) return 'Its message was deleted from the queue.'
  return `Its message was deleted. The payload stays in ${claim.bucket} until someone removes it.`
}
