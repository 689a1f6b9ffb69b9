import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { UserRoundX } from 'lucide-react'
import { addConnection, profilesQuery } from '../../queries/connections.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Dialog } from '../../ui/layout/dialog.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { Select } from '../../ui/controls/select.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import { problemsOf } from './problems.ts'

interface AddProfileDialogProps {
  readonly onClose: () => void
}

/** Adds a profile from this computer's AWS config files. */
export function AddProfileDialog({ onClose }: AddProfileDialogProps) {
  const profiles = useQuery(profilesQuery())
  const add = useMutation(addConnection())
  const [picked, setPicked] = useState<string | null>(null)
  const [typedRegion, setTypedRegion] = useState<string | null>(null)
  const [typedLabel, setTypedLabel] = useState<string | null>(null)
  const [tried, setTried] = useState(false)

  const profile = profiles.data?.find(({ name }) => name === picked) ?? profiles.data?.[0] ?? null
  const draft = {
    kind: 'profile',
    profile: profile?.name ?? '',
    label: typedLabel ?? profile?.name ?? '',
    region: typedRegion ?? profile?.region ?? '',
  } as const
  const found = problemsOf(draft)
  const problems = tried ? found : {}

  function submit() {
    setTried(true)
    if (Object.keys(found).length === 0) add.mutate(draft, { onSuccess: onClose })
  }

  return (
    <Dialog
      title="Add AWS profile"
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" disabled={profile === null || add.isPending}>
            Add
          </Button>
        </>
      }
    >
      {profiles.isError ? (
        <ErrorNote error={profiles.error} onRetry={() => void profiles.refetch()} />
      ) : profiles.data?.length === 0 ? (
        <EmptyState icon={<UserRoundX />} title="No AWS profile on this computer">
          Run <code>aws configure</code> or <code>aws configure sso</code> in a terminal, then open this
          dialog again.
        </EmptyState>
      ) : (
        <>
          <Select
            label="Profile"
            value={draft.profile}
            options={(profiles.data ?? []).map(({ name, region }) =>
              region === null ? { value: name, label: name } : { value: name, label: name, detail: region },
            )}
            onChange={(name) => {
              setPicked(name)
              setTypedRegion(null)
              setTypedLabel(null)
            }}
          />
          <TextField
            label="Region"
            placeholder="eu-west-1"
            value={draft.region}
            error={problems['region'] ?? null}
            onChange={setTypedRegion}
          />
          <TextField
            label="Name"
            value={draft.label}
            error={problems['label'] ?? null}
            onChange={setTypedLabel}
          />
        </>
      )}
      {add.error === null ? null : <ErrorNote error={add.error} />}
    </Dialog>
  )
}
