import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { UserRoundX } from 'lucide-react'
import { defaultSafety } from '../../../shared/connections/connection-safety.ts'
import { profilesQuery } from '../../queries/connections.ts'
import { Checkbox } from '../../ui/controls/checkbox.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { Select } from '../../ui/controls/select.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import { BucketFields } from './bucket-fields.tsx'
import { SafetyFields, safetyOf } from './safety-fields.tsx'
import { cleanLocation, type ConnectionDialogProps, foundRegion } from './connection-draft.ts'
import { ConnectionForm } from './connection-form.tsx'
import { DraftCheck } from './doctor/draft-check.tsx'
import { hasProblems, problemsOf } from './problems.ts'
import { useConnectionForm } from './use-connection-form.ts'

type TypedField = 'label' | 'region' | 'bucketRegion' | 'bucketAccount'

/** Adds or edits a connection that uses a profile from this computer's AWS config files. */
export function ProfileDialog({ connection, onClose }: ConnectionDialogProps) {
  const profiles = useQuery(profilesQuery())
  const form = useConnectionForm(connection, onClose)
  const [safety, setSafety] = useState(safetyOf(connection ?? defaultSafety))
  const [picked, setPicked] = useState<string | null>(connection?.profile ?? null)
  const [typed, setTyped] = useState<Partial<Record<TypedField, string>>>(
    connection === null
      ? {}
      : {
          label: connection.label,
          region: connection.region,
          bucketRegion: connection.bucketRegion ?? '',
          bucketAccount: connection.bucketAccount ?? '',
        },
  )
  const [allowUnencrypted, setAllowUnencrypted] = useState(connection?.allowUnencrypted ?? false)

  const known = profiles.data ?? []
  const profile = known.find(({ name }) => name === picked) ?? (picked === null ? known[0] : undefined)
  const name = profile?.name ?? picked ?? ''
  const draft = {
    label: typed.label ?? name.slice(0, 40),
    region: typed.region ?? profile?.region ?? '',
    bucketRegion: typed.bucketRegion ?? '',
    bucketAccount: typed.bucketAccount ?? '',
    allowUnencrypted,
  }
  const found = problemsOf(draft)
  const problems = form.tried ? found : {}
  const field = (part: TypedField) => ({
    value: draft[part],
    error: problems[part] ?? null,
    onChange: (value: string) => setTyped({ ...typed, [part]: value }),
  })

  function drafted() {
    return {
      ...safety,
      kind: 'profile',
      profile: name,
      ...cleanLocation(draft),
      bucketAccount: draft.bucketAccount.trim() || null,
      allowUnencrypted,
    } as const
  }

  function submit() {
    form.submit(drafted(), found, {})
  }

  const options = known.map(({ name: value, region }) =>
    region === null ? { value, label: value } : { value, label: value, detail: region },
  )
  // A profile that no longer exists stays in the list.
  if (name !== '' && profile === undefined) options.unshift({ value: name, label: name, detail: 'not found' })

  return (
    <ConnectionForm
      title="Add AWS profile"
      connection={connection}
      form={form}
      isComplete={name !== ''}
      onSubmit={submit}
      onClose={onClose}
    >
      {profiles.isError ? (
        <ErrorNote error={profiles.error} onRetry={() => void profiles.refetch()} />
      ) : profiles.data?.length === 0 && name === '' ? (
        <EmptyState icon={<UserRoundX />} title="No AWS profile on this computer">
          Run <code>aws configure</code> or <code>aws configure sso</code> in a terminal, then open this
          dialog again.
        </EmptyState>
      ) : (
        <>
          <Select
            label="Profile"
            value={name}
            options={options}
            onChange={(next) => {
              setPicked(next)
              if (connection === null) setTyped({})
            }}
          />
          <TextField
            label="Region"
            placeholder="eu-west-1"
            help="The region of the queues."
            {...field('region')}
          />
          <BucketFields
            owner="profile"
            regionHelp="By default, the remotejob package has its buckets in us-east-1 and its queues in us-west-1."
            field={field}
          />
          <TextField label="Name" {...field('label')} />
          <DraftCheck
            draft={name === '' || hasProblems(found) ? null : drafted()}
            edited={connection}
            onUseRegion={(of, region) => setTyped({ ...typed, ...foundRegion(of, region) })}
          />
          <Checkbox
            label="Unencrypted, on my network"
            help="Allows an http address in the profile, if it is a private one."
            checked={allowUnencrypted}
            onChange={setAllowUnencrypted}
          />
          <SafetyFields safety={safety} onChange={setSafety} />
        </>
      )}
    </ConnectionForm>
  )
}
