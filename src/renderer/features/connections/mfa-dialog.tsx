import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { MfaRequest } from '../../../shared/connections/connections.ts'
import { answerMfa, connectionsQuery } from '../../queries/connections.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Dialog } from '../../ui/layout/dialog.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'

/** Asks for the code of an MFA device while a profile waits for one. */
export function MfaPrompt() {
  const request = useQuery(connectionsQuery()).data?.mfa ?? null
  return request === null ? null : <MfaDialog key={request.id} request={request} />
}

function MfaDialog({ request }: { readonly request: MfaRequest }) {
  const answer = useMutation(answerMfa())
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const code = typed.replace(/\s/g, '')
  const isCode = /^\d{6}$/.test(code)
  const cancel = () => answer.mutate({ requestId: request.id, code: null })

  function submit() {
    setTried(true)
    if (isCode && !answer.isPending) answer.mutate({ requestId: request.id, code })
  }

  return (
    <Dialog
      size="small"
      title="MFA code"
      description={`${request.label} needs the code of your MFA device for the AWS profile ${request.profile}.`}
      onClose={cancel}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={cancel}>Cancel</Button>
          <Button variant="primary" type="submit" busy={answer.isPending}>
            Continue
          </Button>
        </>
      }
    >
      <TextField
        label="Code"
        mono
        maxLength={10}
        value={typed}
        onChange={setTyped}
        help={request.device}
        error={tried && !isCode ? 'Enter the six digits that the device shows.' : null}
      />
    </Dialog>
  )
}
