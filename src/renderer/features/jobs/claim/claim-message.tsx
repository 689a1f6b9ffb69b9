import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { Claim } from '../../../../shared/jobs/claims.ts'
import { claimMessageQuery, saveClaimMessage } from '../../../queries/jobs/claims.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { ErrorNote } from '../../../ui/feedback/error-note.tsx'
import { formatCount } from '../../../ui/text/format.ts'
import { ForeignText } from '../../../ui/text/foreign-text.tsx'
import styles from './claim.module.css'

interface ClaimMessageProps {
  readonly claim: Claim
}

/** The message as it was received. A long one is loaded in full only on request. */
export function ClaimMessage({ claim }: ClaimMessageProps) {
  const [showsAll, setShowsAll] = useState(false)
  const isTruncated = claim.bodyLength > claim.rawBody.length
  const whole = useQuery({ ...claimMessageQuery(claim.id), enabled: isTruncated && showsAll })
  const save = useMutation(saveClaimMessage())
  const text = whole.data?.text ?? claim.rawBody
  return (
    <details className={styles.raw}>
      <summary>Raw message</summary>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <pre tabIndex={0}>
        <ForeignText text={text === '' ? '(empty)' : text} />
      </pre>
      {whole.error === null ? null : <ErrorNote error={whole.error} onRetry={() => void whole.refetch()} />}
      <div className={styles.rawActions}>
        {isTruncated && whole.data === undefined ? (
          <Button size="small" disabled={whole.isFetching} onClick={() => setShowsAll(true)}>
            Show all {formatCount(claim.bodyLength)} characters
          </Button>
        ) : null}
        <Button size="small" busy={save.isPending} onClick={() => save.mutate({ claimId: claim.id })}>
          Save message as…
        </Button>
      </div>
    </details>
  )
}
