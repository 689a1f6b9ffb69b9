import { useState } from 'react'
import type { QueueConfig } from '../../../shared/queues.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Dialog } from '../../ui/layout/dialog.tsx'
import { RadioCards } from '../../ui/controls/radio-cards.tsx'
import { statusName } from '../../ui/feedback/status-name.ts'
import { ForeignText } from '../../ui/foreign-text.tsx'
import styles from './objects-view.module.css'

interface TriggerDialogProps {
  readonly config: QueueConfig
  readonly objectKey: string
  readonly onTrigger: (status: string) => void
  readonly onClose: () => void
}

/** Asks for the status to which a new message for an object is sent. */
export function TriggerDialog({ config, objectKey, onTrigger, onClose }: TriggerDialogProps) {
  const [status, setStatus] = useState<string>(config.statuses[0] ?? 'pending')

  function send() {
    onTrigger(status)
    onClose()
  }

  return (
    <Dialog
      title="Send as a job"
      onClose={onClose}
      onSubmit={send}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit">
            Send message
          </Button>
        </>
      }
    >
      <p>
        Sends a message for{' '}
        <code className={styles.askedKey}>
          <ForeignText text={objectKey} />
        </code>
        . The object is not changed.
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
