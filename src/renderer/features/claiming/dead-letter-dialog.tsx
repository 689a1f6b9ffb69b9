import { useState } from 'react'
import type { Claim } from '../../../shared/jobs/claims.ts'
import { Button } from '../../ui/controls/button.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import { plural } from '../../ui/text/format.ts'
import { Dialog } from '../../ui/layout/dialog.tsx'

interface DeadLetterDialogProps {
  readonly claims: readonly Claim[]
  readonly onSend: (reason: string) => void
  readonly onClose: () => void
}

/** Asks why the jobs should go to the dead-letter queue. */
export function DeadLetterDialog({ claims, onSend, onClose }: DeadLetterDialogProps) {
  const [reason, setReason] = useState('')
  const what = claims.length === 1 ? 'this job' : plural(claims.length, 'job')
  return (
    <Dialog
      size="small"
      title={`Send ${what} to the dead-letter queue?`}
      description="The message is sent there with the reason, then deleted here. You can submit it again from there."
      onClose={onClose}
      onSubmit={() => onSend(reason.trim())}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary">
            Send to dead letters
          </Button>
        </>
      }
    >
      <TextField
        label="Reason (optional)"
        value={reason}
        maxLength={500}
        placeholder="the image is damaged"
        help="It becomes the message attribute remotejob-reason."
        onChange={setReason}
      />
    </Dialog>
  )
}
