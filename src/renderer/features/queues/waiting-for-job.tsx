import { useEffect, useRef } from 'react'
import { Button } from '../../ui/controls/button.tsx'
import { StatusDot } from '../../ui/feedback/status-dot.tsx'
import { formatDuration } from '../../ui/text/format.ts'
import { useNow } from '../../ui/use-now.ts'
import styles from './queue-header.module.css'

interface WaitingForJobProps {
  readonly since: number
  readonly onCancel: () => void
}

/** Replaces the claim button while a claim waits for a job. */
export function WaitingForJob({ since, onCancel }: WaitingForJobProps) {
  const now = useNow()
  const cancel = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // The pressed button is gone, so the focus moves here. In a list it stays there, because the
    // claimed job will appear in it.
    if (document.activeElement === document.body) cancel.current?.focus({ preventScroll: true })
  }, [])
  return (
    <span className={styles.waiting}>
      <StatusDot state="busy" />
      <output>Waiting for a job…</output>
      <span className={styles.seconds} aria-hidden>
        {formatDuration(Math.max(0, now - since))}
      </span>
      <Button size="small" variant="quiet" ref={cancel} onClick={onCancel}>
        Cancel
      </Button>
    </span>
  )
}
