import { useEffect } from 'react'
import { Button } from '../../ui/controls/button.tsx'
import { toastError, toastInfo, toastSuccess } from '../../ui/feedback/toast-store.ts'
import { toastUndo } from '../../ui/feedback/undo-toast.ts'
import { Toaster } from '../../ui/feedback/toaster.tsx'
import { Group } from '../group.tsx'

function count(): void {
  toastUndo({
    key: 'submitted',
    what: null,
    count: 5,
    until: Date.now() + 8_000,
    title: (sum, drops) => `${sum} jobs${drops === 1 ? '' : ` of ${drops} drops`} submitted`,
    undo: () => undefined,
  })
}

/** Toasts, one at a time. */
export function ToastSection() {
  useEffect(count, [])
  return (
    <>
      <Group label="Toasts">
        <Button onClick={count}>Counts up, with Undo</Button>
        <Button onClick={() => toastSuccess('Saved', 'In Downloads')}>With a detail</Button>
        <Button onClick={() => toastInfo('Select a job first.')}>Reason</Button>
        <Button
          onClick={() =>
            toastError({
              message: 'The disk is full.',
              hint: 'Free up some space, or choose another folder.',
              remedy: 'choose-folder',
            })
          }
        >
          Error
        </Button>
      </Group>
      <Toaster />
    </>
  )
}
