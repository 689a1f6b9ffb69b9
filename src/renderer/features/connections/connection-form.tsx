import type { ReactNode } from 'react'
import type { Connection } from '../../../shared/connections/connections.ts'
import { Button } from '../../ui/controls/button.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { Dialog } from '../../ui/layout/dialog.tsx'
import type { Form } from './use-connection-form.ts'

interface ConnectionFormProps {
  /** The title for a new connection. */
  readonly title: string
  /** The connection to change, or `null` for a new one. */
  readonly connection: Connection | null
  readonly form: Form
  /** True if it can be saved. Default: true. */
  readonly isComplete?: boolean
  readonly onSubmit: () => void
  readonly onClose: () => void
  /** The fields. */
  readonly children: ReactNode
}

/** The dialog around a connection's fields. */
export function ConnectionForm(props: ConnectionFormProps) {
  const { title, connection, form, isComplete = true, onSubmit, onClose, children } = props
  return (
    <Dialog
      title={connection === null ? title : `Change ${connection.label}`}
      onClose={onClose}
      onSubmit={onSubmit}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" disabled={!isComplete} busy={form.isPending}>
            {connection === null ? 'Add' : 'Save'}
          </Button>
        </>
      }
    >
      {children}
      {form.error === null ? null : <ErrorNote error={form.error} />}
    </Dialog>
  )
}
