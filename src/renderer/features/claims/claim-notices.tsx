import type { Claim } from '../../../shared/jobs.ts'
import { Notice } from '../../ui/notice.tsx'
import { asksForBucket, claimStage, outcomeSentence, outcomeWord } from './claim-state.ts'

interface ClaimNoticesProps {
  readonly claim: Claim
}

/** What is out of the ordinary with the claim, the gravest first. */
export function ClaimNotices({ claim }: ClaimNoticesProps) {
  const stage = claimStage(claim)
  return (
    <>
      {stage === 'lost' ? (
        <Notice tone="danger" title="This lease was lost. Another worker may have the job.">
          {claim.lease.error?.message ?? 'It was not renewed in time.'} It can no longer be acknowledged from
          here.
        </Notice>
      ) : null}
      {stage === 'ended' ? (
        <Notice tone="success" title={outcomeWord(claim)}>
          {outcomeSentence(claim)}
          {claim.saved === null ? null : ` Saved as ${claim.saved.fileName} in ${claim.saved.folder}.`}
        </Notice>
      ) : null}
      {claim.error === null ? null : (
        <Notice tone="danger" title={claim.error.message}>
          {claim.error.hint}
        </Notice>
      )}
      {asksForBucket(claim) ? (
        <Notice tone="warning" title="The payload lies in a bucket that is not this queue's own.">
          It is <code>{claim.bucket ?? 'unknown'}</code>. Read from it only if you trust who sent the message.
        </Notice>
      ) : claim.messageError !== null && !claim.bucketAllowed ? (
        <Notice tone="warning" title={claim.messageError.message}>
          {claim.messageError.hint}
        </Notice>
      ) : null}
      {claim.payloadError === null ? null : (
        <Notice tone="warning" title={claim.payloadError.message}>
          {claim.payloadError.hint}
        </Notice>
      )}
      {stage === 'held' && claim.lease.error !== null ? (
        <Notice tone="warning" title="The last renewal failed.">
          {claim.lease.error.message} It is tried again until the lease runs out.
        </Notice>
      ) : null}
    </>
  )
}
