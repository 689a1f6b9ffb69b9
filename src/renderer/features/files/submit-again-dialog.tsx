import { useState } from 'react'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Dialog } from '../../ui/layout/dialog.tsx'
import { RadioCards } from '../../ui/controls/radio-cards.tsx'
import { statusName } from '../../ui/feedback/status-name.ts'
import { ForeignText } from '../../ui/text/foreign-text.tsx'
import styles from './files-view.module.css'

interface SubmitAgainDialogProps {
  readonly config: QueueConfig
  /** A file name, or a number of files. */
  readonly what: string
  readonly onSubmit: (status: string) => void
  readonly onClose: () => void
}

/** Asks which status to send new messages for stored files to. */
export function SubmitAgainDialog({ config, what, onSubmit, onClose }: SubmitAgainDialogProps) {
  const [status, setStatus] = useState<string>(config.statuses[0] ?? 'pending')

  function send() {
    onSubmit(status)
    onClose()
  }

  return (
    <Dialog
      title="Submit again"
      onClose={onClose}
      onSubmit={send}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit">
            Submit
          </Button>
        </>
      }
    >
      <p>
        Sends a new message for{' '}
        <strong className={styles.asked}>
          <ForeignText text={what} />
        </strong>
        . Nothing is uploaded again.
      </p>
      <RadioCards
        label="Send to"
        value={status}
        options={config.statuses.map((value) => ({
          value,
          label: statusName(value).label,
          detail: `${config.name}-${value}`,
        }))}
        onChange={setStatus}
      />
    </Dialog>
  )
}
