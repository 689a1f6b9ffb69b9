import { useState } from 'react'
import { defaultSafety } from '../../../shared/connections/connection-safety.ts'
import { TextField } from '../../ui/controls/text-field.tsx'
import { BucketFields } from './bucket-fields.tsx'
import { SafetyFields, safetyOf } from './safety-fields.tsx'
import { cleanLocation, type ConnectionDialogProps, foundRegion } from './connection-draft.ts'
import { ConnectionForm } from './connection-form.tsx'
import styles from './connections-section.module.css'
import { DraftCheck } from './doctor/draft-check.tsx'
import { hasProblems, problemsOf } from './problems.ts'
import { useConnectionForm } from './use-connection-form.ts'

/** Adds or changes a connection to AWS with access keys. The user enters the keys later, on its card. */
export function KeysDialog({ connection, onClose }: ConnectionDialogProps) {
  const form = useConnectionForm(connection, onClose)
  const [safety, setSafety] = useState(safetyOf(connection ?? defaultSafety))
  const [draft, setDraft] = useState({
    label: connection?.label ?? '',
    region: connection?.region ?? 'us-west-1',
    bucketRegion: connection?.bucketRegion ?? '',
    bucketAccount: connection?.bucketAccount ?? '',
  })
  const found = problemsOf({ ...draft, allowUnencrypted: false })
  const shown = form.tried ? found : {}
  const field = (name: keyof typeof draft) => ({
    value: draft[name],
    error: shown[name] ?? null,
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  })

  function drafted() {
    return {
      ...safety,
      kind: 'keys',
      ...cleanLocation(draft),
      bucketAccount: draft.bucketAccount.trim() || null,
      allowUnencrypted: false,
    } as const
  }

  return (
    <ConnectionForm
      title="Add AWS access keys"
      connection={connection}
      form={form}
      onSubmit={() => form.submit(drafted(), found, {})}
      onClose={onClose}
    >
      <TextField label="Name" placeholder="AWS" {...field('label')} />
      <TextField label="Region" help="The region of the queues." {...field('region')} />
      <BucketFields
        owner="keys"
        regionHelp="Only if the buckets are in a different region from the queues."
        field={field}
      />
      <SafetyFields safety={safety} onChange={setSafety} />
      {connection === null ? (
        <p className={styles.about}>
          You can add the keys once the connection is in the list. A profile with a sign-in is safer than keys
          that never expire.
        </p>
      ) : (
        // A new connection has no keys yet, so a check would only report that.
        <DraftCheck
          draft={hasProblems(found) ? null : drafted()}
          edited={connection}
          onUseRegion={(of, region) => setDraft({ ...draft, ...foundRegion(of, region) })}
        />
      )}
    </ConnectionForm>
  )
}
