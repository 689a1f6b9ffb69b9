import { TriangleAlert } from 'lucide-react'
import type { Claim } from '../../../../shared/jobs/claims.ts'
import { CopyButton } from '../../../ui/controls/copy-button.tsx'
import { clockTime, formatCount } from '../../../ui/text/format.ts'
import { InspectorFields } from '../../../ui/layout/inspector.tsx'
import { ForeignText } from '../../../ui/text/foreign-text.tsx'
import { visibleText } from '../../../../shared/texts/hidden-text.ts'
import { nameChange } from '../../../../shared/texts/name-change.ts'
import styles from './claim.module.css'
import { changedName } from './claim-state.ts'

/** All fields and attributes of a claim's message and payload. */
export function ClaimFields({ claim }: { readonly claim: Claim }) {
  const given = changedName(claim)
  const reason = given === null ? null : nameChange(given, claim.fileName)
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
        <span className={styles.mono} title={payload === null ? undefined : visibleText(payload, true)}>
          <ForeignText text={payload ?? '—'} isName />
        </span>
        {payload === null ? null : <CopyButton text={payload} label="Copy the bucket and key" />}
      </dd>
      {payload === null ? null : (
        <>
          <dt>File name</dt>
          <dd title={visibleText(claim.fileName, true)}>
            <ForeignText text={claim.fileName} isName />
            {given === null ? null : (
              <span className={styles.renamed}>
                {' '}
                (the sender's name is <ForeignText text={given} isName />
                {reason === null ? null : `, ${reason}`})
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
      <dt>Attempt</dt>
      {claim.receivedCount > 1 ? (
        <dd className={styles.warning}>
          <TriangleAlert size={14} aria-hidden />
          Attempt {claim.receivedCount}
        </dd>
      ) : (
        <dd>1{received === undefined ? '' : ` · received ${clockTime(received.at)}`}</dd>
      )}
      {Object.entries(claim.fields)
        .filter(([name]) => name !== 'filename' || claim.fields['filename'] !== claim.fileName)
        .map(([name, value]) => (
          <ClaimField key={name} name={name} value={value} />
        ))}
      {claim.moreFields === 0 ? null : (
        <>
          <dt>More</dt>
          <dd>{formatCount(claim.moreFields)} more fields are in the raw message below.</dd>
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
      <dt title={visibleText(title, true)}>
        <ForeignText text={name} isName />
      </dt>
      <dd data-wrap>
        <ForeignText text={value === '' ? '—' : value} />
      </dd>
    </>
  )
}
