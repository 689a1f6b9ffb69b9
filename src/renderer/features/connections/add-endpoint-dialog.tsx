import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { addConnection } from '../../queries/connections.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Dialog } from '../../ui/layout/dialog.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import styles from './connections-section.module.css'
import { problemsOf } from './problems.ts'

interface AddEndpointDialogProps {
  readonly onClose: () => void
}

const blank = { label: '', region: 'us-east-1', s3Endpoint: '', sqsEndpoint: '' }

/** Adds a server that is compatible with S3 and SQS. Keys are added later, in its card. */
export function AddEndpointDialog({ onClose }: AddEndpointDialogProps) {
  const add = useMutation(addConnection())
  const [draft, setDraft] = useState(blank)
  const [tried, setTried] = useState(false)
  const found = problemsOf(draft)
  const problems = tried ? found : {}

  function submit() {
    setTried(true)
    if (Object.keys(found).length > 0) return
    add.mutate({ kind: 'endpoint', ...draft }, { onSuccess: onClose })
  }

  const field = (name: keyof typeof blank) => ({
    value: draft[name],
    error: problems[name] ?? null,
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  })

  return (
    <Dialog
      title="Add custom endpoint"
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" disabled={add.isPending}>
            Add
          </Button>
        </>
      }
    >
      <TextField label="Name" placeholder="Studio server" {...field('label')} />
      <TextField label="Region" {...field('region')} />
      <TextField label="S3 address" placeholder="https://s3.example.org" {...field('s3Endpoint')} />
      <TextField label="SQS address" placeholder="https://sqs.example.org" {...field('sqsEndpoint')} />
      <p className={styles.about}>
        Use https, or http on this computer only. You can add the keys once the endpoint is in the list.
      </p>
      {add.error === null ? null : <ErrorNote error={add.error} />}
    </Dialog>
  )
}
