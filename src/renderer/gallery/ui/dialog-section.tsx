import { useState } from 'react'
import { Button } from '../../ui/controls/button.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import { ConfirmDialog } from '../../ui/layout/confirm-dialog.tsx'
import { Dialog } from '../../ui/layout/dialog.tsx'
import { Group } from '../group.tsx'

/** Dialogs. The first one is open initially. */
export function DialogSection() {
  const [open, setOpen] = useState<'dialog' | 'question' | null>('dialog')
  const [name, setName] = useState('thumbnails')
  const close = (): void => setOpen(null)
  return (
    <>
      <Group label="Dialogs">
        <Button onClick={() => setOpen('dialog')}>Dialog</Button>
        <Button onClick={() => setOpen('question')}>Question</Button>
      </Group>
      {open === 'dialog' ? (
        <Dialog
          title="Add a job queue"
          description="It consists of two buckets and three queues."
          onClose={close}
          onSubmit={close}
          actions={
            <>
              <Button onClick={close}>Cancel</Button>
              <Button type="submit" variant="primary">
                Add queue
              </Button>
            </>
          }
        >
          <TextField label="Name" value={name} onChange={setName} help="Letters, digits and hyphens." />
        </Dialog>
      ) : null}
      {open === 'question' ? (
        <ConfirmDialog
          title="Remove photo.jpg?"
          confirm="Remove"
          tone="danger"
          onConfirm={close}
          onClose={close}
        >
          The file is deleted from its bucket.
        </ConfirmDialog>
      ) : null}
    </>
  )
}
