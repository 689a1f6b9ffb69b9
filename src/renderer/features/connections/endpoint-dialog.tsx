import { useState } from 'react'
import { defaultSafety } from '../../../shared/connections/connection-safety.ts'
import { isUnencrypted, normalizeAddress } from '../../../shared/connections/connection-rules.ts'
import { Checkbox } from '../../ui/controls/checkbox.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import { SafetyFields, safetyOf } from './safety-fields.tsx'
import { cleanLocation, type ConnectionDialogProps, foundRegion } from './connection-draft.ts'
import { ConnectionForm } from './connection-form.tsx'
import styles from './connections-section.module.css'
import { DraftCheck } from './doctor/draft-check.tsx'
import { warningsOf, hasProblems, problemsOf } from './problems.ts'
import { useConnectionForm } from './use-connection-form.ts'

/** Adds or edits a server that is compatible with S3 and SQS. The user enters its keys later, on its card. */
export function EndpointDialog({ connection, onClose }: ConnectionDialogProps) {
  const form = useConnectionForm(connection, onClose)
  const [safety, setSafety] = useState(safetyOf(connection ?? defaultSafety))
  const [draft, setDraft] = useState({
    label: connection?.label ?? '',
    region: connection?.region ?? 'us-east-1',
    bucketRegion: connection?.bucketRegion ?? '',
    s3Endpoint: connection?.addresses?.s3 ?? '',
    sqsEndpoint: connection?.addresses?.sqs ?? '',
    allowUnencrypted: connection?.allowUnencrypted ?? false,
  })
  const found = problemsOf(draft)
  const doubts = warningsOf(draft)
  const shown = form.tried ? { ...doubts, ...found } : {}
  const asksForHttp =
    draft.allowUnencrypted || [draft.s3Endpoint, draft.sqsEndpoint].map(normalizeAddress).some(isUnencrypted)

  const field = (name: Exclude<keyof typeof draft, 'allowUnencrypted'>) => ({
    value: draft[name],
    error: shown[name] ?? null,
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  })

  function drafted() {
    return {
      ...safety,
      kind: 'endpoint',
      ...cleanLocation(draft),
      s3Endpoint: normalizeAddress(draft.s3Endpoint),
      sqsEndpoint: normalizeAddress(draft.sqsEndpoint),
      allowUnencrypted: draft.allowUnencrypted,
    } as const
  }

  function submit() {
    form.submit(drafted(), found, doubts)
  }

  return (
    <ConnectionForm
      title="Add custom endpoint"
      connection={connection}
      form={form}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField label="Name" placeholder="Studio server" {...field('label')} />
      <TextField label="Region" {...field('region')} />
      <TextField label="S3 address" placeholder="https://s3.example.org" {...field('s3Endpoint')} />
      <TextField label="SQS address" placeholder="https://sqs.example.org" {...field('sqsEndpoint')} />
      <TextField
        label="Region of the buckets"
        placeholder="found automatically"
        help="Only if S3 is in a different region from SQS."
        {...field('bucketRegion')}
      />
      {asksForHttp ? (
        <Checkbox
          label="Unencrypted, on my network"
          help="Allows http to private addresses. Others on the network can read and change the jobs."
          checked={draft.allowUnencrypted}
          onChange={(allowUnencrypted) => setDraft({ ...draft, allowUnencrypted })}
        />
      ) : null}
      <SafetyFields safety={safety} onChange={setSafety} />
      <p className={styles.about}>
        {connection === null
          ? 'You can add the keys once the endpoint is in the list.'
          : 'If you change an address, add the keys again afterwards.'}
      </p>
      <DraftCheck
        draft={hasProblems(found) ? null : drafted()}
        edited={connection}
        onUseRegion={(of, region) => setDraft({ ...draft, ...foundRegion(of, region) })}
      />
    </ConnectionForm>
  )
}
