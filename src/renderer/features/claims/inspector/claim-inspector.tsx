import type { Ref } from 'react'
import { TriangleAlert } from 'lucide-react'
import type { Claim } from '../../../../shared/claims.ts'
import { CopyButton } from '../../../ui/controls/copy-button.tsx'
import { clockTime, formatBytes, formatCount } from '../../../ui/format.ts'
import { Inspector, InspectorFields } from '../../../ui/layout/inspector.tsx'
import { ClaimActions, type ClaimCommands } from '../claim-actions.tsx'
import { ClaimIcon } from '../claim-icon.tsx'
import { ForeignText } from '../../../ui/foreign-text.tsx'
import { visibleText } from '../../../../shared/hidden-text.ts'
import styles from './claim-inspector.module.css'
import { ClaimLease } from './claim-lease.tsx'
import { ClaimMessage } from './claim-message.tsx'
import { ClaimNotices } from './claim-notices.tsx'
import { changedName, claimTitle } from '../claim-state.ts'
import { ClaimTimeline } from './claim-timeline.tsx'
import { fileKind } from '../file-kind.ts'

interface ClaimInspectorProps {
  readonly ref: Ref<HTMLElement>
  readonly claim: Claim
  readonly percent: number | null
  readonly commands: ClaimCommands
}

/** The details of the selected claim and its actions. */
export function ClaimInspector({ ref, claim, percent, commands }: ClaimInspectorProps) {
  const kind = fileKind(claim.fileName, claim.payload?.contentType ?? null)
  const about = [
    claim.payload === null ? null : formatBytes(claim.payload.size),
    claim.payload?.contentType ?? null,
  ].filter((part) => part !== null)

  return (
    <Inspector
      ref={ref}
      label={`Job ${claimTitle(claim)}`}
      className={styles.inspector}
      bodyClassName={styles.body}
      actions={<ClaimActions claim={claim} commands={commands} />}
      head={
        <header className={styles.head} data-kind={kind}>
          <span className={styles.icon}>
            <ClaimIcon kind={kind} size={26} />
          </span>
          <div className={styles.titles}>
            <h2 className={styles.title}>
              <ForeignText text={claimTitle(claim)} />
            </h2>
            <p className={styles.about}>{about.length === 0 ? 'Unknown size' : about.join(' · ')}</p>
            <div className={styles.lease}>
              <ClaimLease claim={claim} percent={percent} />
            </div>
          </div>
        </header>
      }
    >
      <ClaimNotices claim={claim} />
      <ClaimFields claim={claim} />
      <ClaimTimeline events={claim.events} />
      <ClaimMessage claim={claim} />
    </Inspector>
  )
}

function ClaimFields({ claim }: { readonly claim: Claim }) {
  const given = changedName(claim)
  const received = claim.events.find((event) => event.what === 'received')
  const payload = claim.bucket === null || claim.key === null ? null : `${claim.bucket} / ${claim.key}`
  return (
    <InspectorFields className={styles.fields}>
      <dt>Job</dt>
      <dd className={styles.copyable}>
        <span className={styles.mono} title={claim.jobId}>
          {claim.jobId}
        </span>
        <CopyButton text={claim.jobId} label="Copy the job id" />
      </dd>
      <dt>Payload</dt>
      <dd className={styles.copyable}>
        <span className={styles.mono} title={payload === null ? undefined : visibleText(payload)}>
          <ForeignText text={payload ?? '—'} />
        </span>
        {payload === null ? null : <CopyButton text={payload} label="Copy the bucket and key" />}
      </dd>
      {payload === null ? null : (
        <>
          <dt>File name</dt>
          <dd title={visibleText(claim.fileName)}>
            <ForeignText text={claim.fileName} />
            {given === null ? null : (
              <span className={styles.renamed}>
                {' '}
                (the sender’s name is <ForeignText text={given} />)
              </span>
            )}
          </dd>
        </>
      )}
      {claim.format === null ? null : (
        <>
          <dt>Message</dt>
          <dd title={claim.format}>{claim.format}</dd>
        </>
      )}
      <dt>Received</dt>
      {claim.receivedCount > 1 ? (
        <dd className={styles.warning}>
          <TriangleAlert size={14} aria-hidden />
          Received {claim.receivedCount} times, so another worker may have had it before.
        </dd>
      ) : (
        <dd>1 time{received === undefined ? '' : ` · first ${clockTime(received.at)}`}</dd>
      )}
      {Object.entries(claim.fields)
        .filter(([name]) => name !== 'filename' || claim.fields['filename'] !== claim.fileName)
        .map(([name, value]) => (
          <ClaimField key={name} name={name} value={value} />
        ))}
      {claim.moreFields === 0 ? null : (
        <>
          <dt>More</dt>
          <dd>{formatCount(claim.moreFields)} more fields are in the original message below.</dd>
        </>
      )}
      {claim.attributes.map(({ name, type, value }) => (
        <ClaimField
          key={`attribute ${name}`}
          name={name}
          value={value}
          title={`Message attribute, ${type}`}
        />
      ))}
    </InspectorFields>
  )
}

interface ClaimFieldProps {
  readonly name: string
  readonly value: string
  readonly title?: string
}

function ClaimField({ name, value, title = name }: ClaimFieldProps) {
  return (
    <>
      <dt title={visibleText(title)}>
        <ForeignText text={name} />
      </dt>
      <dd data-wrap>
        <ForeignText text={value === '' ? '—' : value} />
      </dd>
    </>
  )
}
