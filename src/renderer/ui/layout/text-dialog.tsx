import type { ReactNode } from 'react'
import { Button } from '../controls/button.tsx'
import { CopyTextButton } from '../controls/copy-text-button.tsx'
import { ErrorNote } from '../feedback/error-note.tsx'
import { Dialog } from './dialog.tsx'
import { TextBlock } from './text-block.tsx'

interface TextDialogProps {
  readonly title: string
  readonly description: string
  /** The text's name for screen readers. */
  readonly label: string
  /** Empty until the text is ready. */
  readonly text: string
  readonly isSaving: boolean
  /** Why the text could not be created or saved. */
  readonly errors: readonly (Error | null)[]
  readonly onSave: () => void
  readonly onClose: () => void
  /** The choices that the text depends on. */
  readonly children?: ReactNode
}

/** Shows text to copy or save. */
export function TextDialog(props: TextDialogProps) {
  const { title, description, label, text, isSaving, errors, onSave, onClose, children } = props
  return (
    <Dialog
      size="wide"
      title={title}
      description={description}
      onClose={onClose}
      actions={
        <>
          <CopyTextButton label="Copy" text={text} size="normal" />
          <Button variant="primary" disabled={text === '' || isSaving} onClick={onSave}>
            Save…
          </Button>
        </>
      }
    >
      {children}
      {text === '' ? null : <TextBlock label={label} text={text} />}
      {errors.map((error) => (error === null ? null : <ErrorNote key={error.message} error={error} />))}
    </Dialog>
  )
}
