import type { Connection, NewConnection } from '../../../../shared/connections/connections.ts'
import type { CheckStep } from '../../../../shared/connections/doctor.ts'
import { CheckSteps } from './check-steps.tsx'
import styles from './draft-check.module.css'
import { summaryOf } from './summary.ts'
import { useCheck } from './use-check.ts'

/** How long the user must stop typing before the draft is checked. */
const pauseMs = 700

interface DraftCheckProps {
  /** `null` while the form has problems of its own. */
  readonly draft: NewConnection | null
  /** The connection being changed, or `null` for a new one. */
  readonly edited: Connection | null
  readonly onUseRegion: (of: 'queues' | 'buckets', region: string) => void
}

/** Checks a connection while the user types it. */
export function DraftCheck({ draft, edited, onUseRegion }: DraftCheckProps) {
  // The name does not matter for a check.
  const subject =
    draft === null
      ? null
      : ({ kind: 'draft', draft: { ...draft, label: 'Draft' }, edited: edited?.id ?? null } as const)
  const check = useCheck(subject === null ? null : { subject, role: 'work', mayAsk: false }, pauseMs)
  if (subject === null || check.steps.length === 0) return null
  return (
    <>
      <section className={styles.check} aria-label="Check">
        <CheckSteps
          steps={check.steps.filter(isShown)}
          onAsk={() => check.again(true)}
          onUseRegion={onUseRegion}
        />
      </section>
      <output className={styles.summary}>{summaryOf(check.steps, check.isDone)}</output>
    </>
  )
}

/** While the user types, steps that wait for another step are hidden. */
function isShown({ id, state, findings }: CheckStep): boolean {
  return id === 'keys' || state !== 'unknown' || findings.some(({ remedy }) => remedy !== null)
}
