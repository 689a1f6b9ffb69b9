import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { Connection } from '../../../../shared/connections/connections.ts'
import type { Role } from '../../../../shared/connections/roles.ts'
import { chooseCaFile } from '../../../queries/connections.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { Select } from '../../../ui/controls/select.tsx'
import { ErrorNote } from '../../../ui/feedback/error-note.tsx'
import { Dialog } from '../../../ui/layout/dialog.tsx'
import styles from './check-dialog.module.css'
import { requestQueueDialog } from '../../../ui/queue-requests.ts'
import { CheckSteps } from './check-steps.tsx'
import { PolicyDialog } from './policy-dialog.tsx'
import { roleOptions } from './role-options.ts'
import { summaryOf } from './summary.ts'
import { useCheck } from './use-check.ts'

interface CheckDialogProps {
  readonly connection: Connection
  /** Job queues are created on the active connection only. */
  readonly isActive: boolean
  readonly onClose: () => void
}

/** Checks a connection step by step. It creates nothing and receives nothing. */
export function CheckDialog({ connection, isActive, onClose }: CheckDialogProps) {
  const [role, setRole] = useState<Role>('work')
  const subject = { kind: 'connection', connectionId: connection.id } as const
  const check = useCheck({ subject, role, mayAsk: true }, 0)
  const [showsPolicy, setShowsPolicy] = useState(false)
  const caFile = useMutation(chooseCaFile())
  return (
    <Dialog
      size="wide"
      title={`Check ${connection.label}`}
      description="Reads only. Nothing is created, and no message is received."
      onClose={onClose}
      actions={
        <>
          <output className={styles.summary}>{summaryOf(check.steps, check.isDone)}</output>
          {connection.kind === 'local' ? null : (
            <Button onClick={() => setShowsPolicy(true)}>IAM policy…</Button>
          )}
          <Button disabled={!check.isDone} onClick={() => check.again(true)}>
            Check again
          </Button>
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      {connection.kind === 'local' ? null : (
        <Select label="Check the permissions to" value={role} options={roleOptions} onChange={setRole} />
      )}
      <CheckSteps
        steps={check.steps}
        {...(isActive && {
          onCreate: ({ config }) => {
            onClose()
            requestQueueDialog({ kind: 'create', config })
          },
        })}
        {...(connection.kind !== 'local' && {
          onChooseCaFile: () =>
            caFile.mutate({ connectionId: connection.id }, { onSuccess: () => check.again(true) }),
        })}
      />
      {showsPolicy ? (
        <PolicyDialog connection={connection} role={role} onClose={() => setShowsPolicy(false)} />
      ) : null}
      {check.error === null ? null : <ErrorNote error={check.error} />}
    </Dialog>
  )
}
