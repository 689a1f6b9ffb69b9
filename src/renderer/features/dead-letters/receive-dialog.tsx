import { useState } from 'react'
import { Button } from '../../ui/controls/button.tsx'
import { RadioCards } from '../../ui/controls/radio-cards.tsx'
import { Dialog } from '../../ui/layout/dialog.tsx'
import styles from './dead-letters.module.css'

interface ReceiveDialogProps {
  readonly name: string
  readonly onReceive: (max: number) => void
  readonly onClose: () => void
}

/** Explains what receiving does before anything is received. */
export function ReceiveDialog({ name, onReceive, onClose }: ReceiveDialogProps) {
  const [max, setMax] = useState<'1' | '10'>('1')
  return (
    <Dialog
      title="Receive to inspect"
      description={<span className={styles.mono}>{name}</span>}
      size="small"
      onClose={onClose}
      onSubmit={() => onReceive(Number(max))}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit">
            Receive
          </Button>
        </>
      }
    >
      <ul className={styles.effects}>
        <li>SQS shows a message only to those who receive it.</li>
        <li>This counts as a receive: it uses up one of the message's attempts.</li>
        <li>This hides the message from everyone else for 5 min. “Put back” ends that at once.</li>
        <li>SQS chooses which messages you get.</li>
      </ul>
      <RadioCards
        label="How many"
        value={max}
        options={[
          { value: '1', label: 'One message' },
          { value: '10', label: 'Up to 10 messages' },
        ]}
        onChange={setMax}
      />
    </Dialog>
  )
}
