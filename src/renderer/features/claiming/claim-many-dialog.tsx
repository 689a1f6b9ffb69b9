import { useState } from 'react'
import { Button } from '../../ui/controls/button.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import { plural } from '../../ui/text/format.ts'
import { Dialog } from '../../ui/layout/dialog.tsx'

const most = 100

interface ClaimManyDialogProps {
  readonly queue: string
  readonly onClaim: (max: number) => void
  readonly onClose: () => void
}

/** Asks how many jobs to claim. */
export function ClaimManyDialog({ queue, onClaim, onClose }: ClaimManyDialogProps) {
  const [typed, setTyped] = useState('20')
  const count = Number(typed.trim())
  const isValid = /^\d{1,3}$/.test(typed.trim()) && count >= 1 && count <= most
  return (
    <Dialog
      size="small"
      title={`Claim jobs of ${queue}`}
      description="They stay reserved for you while the app runs. If fewer are waiting, you get fewer."
      onClose={onClose}
      onSubmit={() => {
        if (isValid) onClaim(count)
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!isValid}>
            {isValid ? `Claim ${plural(count, 'job')}` : 'Claim'}
          </Button>
        </>
      }
    >
      <TextField
        label="How many"
        value={typed}
        maxLength={3}
        error={isValid ? null : `Enter 1 to ${most}.`}
        onChange={setTyped}
      />
    </Dialog>
  )
}
