import { ChevronRight } from 'lucide-react'
import { Fragment } from 'react'
import type { Claim } from '../../../../shared/jobs/claims.ts'
import type { JobDetail } from '../../../../shared/jobs/jobs.ts'
import { CopyButton } from '../../../ui/controls/copy-button.tsx'
import { ForeignText } from '../../../ui/text/foreign-text.tsx'
import { InspectorFields } from '../../../ui/layout/inspector.tsx'
import { ClaimFields } from '../claim/claim-fields.tsx'
import { ClaimMessage } from '../claim/claim-message.tsx'
import styles from './panel.module.css'

interface PanelDetailsProps {
  readonly detail: JobDetail
  readonly claim: Claim | null
}

/** Rarely needed details: ids, fields, attributes and the raw message. */
export function PanelDetails({ detail, claim }: PanelDetailsProps) {
  return (
    <section className={styles.section}>
      <details className={styles.details}>
        <summary>
          <ChevronRight size={16} aria-hidden />
          Details: ids, fields{claim === null ? '' : ', attributes, raw message'}
        </summary>
        {claim === null ? (
          <JobFields detail={detail} />
        ) : (
          <>
            <ClaimFields claim={claim} />
            <ClaimMessage claim={claim} />
          </>
        )}
      </details>
    </section>
  )
}

function JobFields({ detail: { job, fields } }: { readonly detail: JobDetail }) {
  const rows: readonly (readonly [string, string | null])[] = [
    ['Job id', job.messageId],
    ['Queue', job.queue],
    ['File name', job.fileName],
    ['Payload', job.key],
    ...Object.entries(fields).filter(([name]) => name !== 'name' && name !== 'filename'),
  ]
  return (
    <InspectorFields className={styles.fields}>
      {rows.map(([name, value]) =>
        value === null ? null : (
          <Fragment key={name}>
            <dt>
              <ForeignText text={name} isName />
            </dt>
            <dd data-copyable={name === 'Job id' || name === 'Payload' || undefined}>
              <ForeignText text={value === '' ? '—' : value} />
              {name === 'Job id' || name === 'Payload' ? (
                <CopyButton text={value} label={`Copy the ${name === 'Payload' ? 'key' : 'job id'}`} />
              ) : null}
            </dd>
          </Fragment>
        ),
      )}
    </InspectorFields>
  )
}
