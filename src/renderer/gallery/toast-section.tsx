import { useEffect } from 'react'
import { Button } from '../ui/controls/button.tsx'
import { toastCount, toastError, toastInfo, toastSuccess } from '../ui/feedback/toast-store.ts'
import { Toaster } from '../ui/feedback/toaster.tsx'
import { Group } from './group.tsx'

const undo = { label: 'Undo', run: () => undefined }

function count(): void {
  toastCount({ key: 'submitted', count: 5, title: (sum) => `${sum} jobs submitted`, action: undo })
}

/** The toast: one at a time. */
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
