import { useState, type ReactNode } from 'react'
import { Button } from '../controls/button.tsx'
import { TextField } from '../controls/text-field.tsx'
import { Dialog } from './dialog.tsx'
import styles from './typed-confirm-dialog.module.css'
import { CurrentConnectionLine } from './current-connection-line.tsx'

interface TypedConfirmDialogProps {
  /** The question, such as “Purge demo-pending?” */
  readonly title: string
  /** The text that the user has to type. */
  readonly name: string
  /** The confirm button's label, a verb. */
  readonly confirm: string
  /** Why it is not possible at the moment, or `null` if it is. */
  readonly blocked?: string | null
  readonly busy?: boolean
  readonly onConfirm: () => void
  readonly onClose: () => void
  /** Describes the consequences. */
  readonly children: ReactNode
}

/** Asks the user to type a name before something is deleted permanently. */
export function TypedConfirmDialog(props: TypedConfirmDialogProps) {
  const { title, name, confirm, blocked = null, busy = false, onConfirm, onClose, children } = props
  const [typed, setTyped] = useState('')
  const ready = typed === name && blocked === null && !busy
  return (
    <Dialog
      title={title}
      size="small"
      onClose={onClose}
      onSubmit={() => {
        if (ready) onConfirm()
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" type="submit" disabled={!ready}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className={styles.text}>
        <CurrentConnectionLine />
        {children}
      </div>
      <TextField
        label={`Type ${name} to confirm`}
        mono
        value={typed}
        onChange={setTyped}
        maxLength={80}
        help={blocked ?? undefined}
      />
    </Dialog>
  )
}
