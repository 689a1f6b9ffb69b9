import type { Claim } from '../../../../shared/jobs/claims.ts'
import { visibleText } from '../../../../shared/texts/hidden-text.ts'
import { nameChange } from '../../../../shared/texts/name-change.ts'
import { clockTime } from '../../../ui/text/format.ts'
import { ErrorNote } from '../../../ui/feedback/error-note.tsx'
import { Notice } from '../../../ui/feedback/notice.tsx'
import { needsBucketPermission, claimStage, outcomeText, outcomeLabel } from './claim-state.ts'

interface ClaimNoticesProps {
  readonly claim: Claim
  /** The button that repeats the failed action. */
  readonly again?: { readonly label: string; readonly run: () => void } | null
}

/** Warnings about a claim, most severe first. */
export function ClaimNotices({ claim, again = null }: ClaimNoticesProps) {
  const stage = claimStage(claim)
  return (
    <>
      {stage === 'lost' ? (
        <ErrorNote error={claim.lease.error ?? { message: 'The lease was not renewed in time.' }} />
      ) : null}
      {stage === 'waiting' ? <WaitingNotice claim={claim} /> : null}
      {stage === 'held' && claim.phase === 'recovered' ? (
        <Notice tone="success" title="Still yours after the restart.">
          {claim.saved === null
            ? 'Its lease is being renewed again.'
            : `Its file is already saved as ${savedAs(claim, claim.saved.fileName)}. It is not finished yet.`}
        </Notice>
      ) : null}
      {claim.duplicate !== null && stage !== 'finished' ? (
        <DuplicateNotice duplicate={claim.duplicate} isSameMessage={claim.duplicate.jobId === claim.jobId} />
      ) : null}
      {stage === 'finished' ? (
        <Notice tone="success" title={outcomeLabel(claim)}>
          {outcomeText(claim)}
          {claim.saved === null
            ? null
            : ` Its file is saved as ${savedAs(claim, claim.saved.fileName)} in ${visibleText(claim.saved.folder)}.`}
        </Notice>
      ) : null}
      {claim.error === null || (stage === 'lost' && claim.error.code === 'LEASE_LOST') ? null : (
        <ErrorNote
          error={claim.error}
          {...(again === null || stage !== 'held' ? {} : { onRetry: again.run, retryLabel: again.label })}
        />
      )}
      {stage === 'finished' ? null : needsBucketPermission(claim) ? (
        <Notice tone="warning" title="The payload is in a bucket that does not belong to this queue.">
          The bucket is <code>{visibleText(claim.bucket ?? 'unknown')}</code>. Read from it only if you trust
          the sender.
        </Notice>
      ) : claim.messageError !== null && !claim.bucketAllowed ? (
        <ErrorNote tone="warning" error={claim.messageError} />
      ) : null}
      {claim.unopened === 0 || stage === 'finished' ? null : <UnopenedNotice unopened={claim.unopened} />}
      {claim.payloadError === null || stage === 'finished' ? null : (
        <ErrorNote tone="warning" error={claim.payloadError} />
      )}
      {claim.deadLetter === null || stage === 'finished' || stage === 'lost' ? null : (
        <Notice tone="warning" title="This is the last delivery of this job.">
          If you release it, or its lease ends, SQS moves it to the dead-letter queue{' '}
          <code>{claim.deadLetter.queue}</code>.
        </Notice>
      )}
      {stage === 'held' && claim.lease.error !== null ? (
        <Notice tone="warning" title="The last renewal failed.">
          {claim.lease.error.message} Remotejob retries until the lease expires.
        </Notice>
      ) : null}
    </>
  )
}

/** The name of a saved file, and why it differs from the one shown before. */
function savedAs({ fileName }: Claim, saved: string): string {
  const reason = nameChange(fileName, saved)
  return visibleText(reason === null ? saved : `${saved} (not as ${fileName}, ${reason})`)
}

/** Shown for a claim from the previous session that has not been recovered yet. */
function WaitingNotice({ claim }: ClaimNoticesProps) {
  const until = clockTime(claim.lease.deadline)
  return claim.phase === 'checking' ? (
    <Notice title="Held before the restart.">Asking the server if it is still yours.</Notice>
  ) : (
    <Notice tone="warning" title="Held before the restart. Waiting for its connection.">
      Connect it under Settings before its lease expires at {until} to keep the job.
    </Notice>
  )
}

/** Shown for an event with several objects, or a list of messages. */
function UnopenedNotice({ unopened }: Pick<Claim, 'unopened'>) {
  return (
    <Notice
      tone="warning"
      title={`This message has ${unopened} more ${unopened === 1 ? 'entry' : 'entries'}. Only one is opened here.`}
    >
      The others may refer to other payloads. See the raw message. Finishing deletes the message with all of
      its entries.
    </Notice>
  )
}

interface DuplicateNoticeProps {
  readonly duplicate: NonNullable<Claim['duplicate']>
  /** True if SQS delivered one message twice, false if another message has the same payload. */
  readonly isSameMessage: boolean
}

function DuplicateNotice({ duplicate, isSameMessage }: DuplicateNoticeProps) {
  const other = isSameMessage ? 'The same message' : 'Another message with the same payload'
  return (
    <Notice
      tone="warning"
      title={isSameMessage ? 'This job was delivered twice.' : 'This job was sent twice.'}
    >
      {duplicate.is === 'held'
        ? `${other} is held here too.`
        : `${other} was finished here at ${clockTime(duplicate.at)}.`}{' '}
      Finish this one if it is the same job.
    </Notice>
  )
}
