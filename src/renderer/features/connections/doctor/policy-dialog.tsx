import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { queueNameProblem } from '../../../../shared/queues/queue-rules.ts'
import type { Connection } from '../../../../shared/connections/connections.ts'
import type { Role } from '../../../../shared/connections/roles.ts'
import { policyQuery, savePolicy } from '../../../queries/policies.ts'
import { Checkbox } from '../../../ui/controls/checkbox.tsx'
import { Select } from '../../../ui/controls/select.tsx'
import { TextField } from '../../../ui/controls/text-field.tsx'
import { Notice } from '../../../ui/feedback/notice.tsx'
import { TextDialog } from '../../../ui/layout/text-dialog.tsx'
import styles from './policy-dialog.module.css'
import { roleOptions } from './role-options.ts'

interface PolicyDialogProps {
  readonly connection: Connection
  readonly role: Role
  readonly onClose: () => void
}

/** Creates the minimal IAM policy for some job queues and a role, to copy or save. */
export function PolicyDialog({ connection, role: firstRole, onClose }: PolicyDialogProps) {
  const [role, setRole] = useState<Role>(firstRole)
  const [leftOut, setLeftOut] = useState<readonly string[]>([])
  const [more, setMore] = useState('')
  const [discovery, setDiscovery] = useState(false)
  const [cloudWatch, setCloudWatch] = useState(false)
  const save = useMutation(savePolicy())

  const typed = more.split(/[\s,]+/).filter((name) => name !== '')
  const bad = typed.find((name) => queueNameProblem(name) !== null)
  const base = { connectionId: connection.id, role, discovery, cloudWatch }
  const known = useQuery(policyQuery({ ...base, queues: null })).data?.known ?? []
  const chosen = [...known.filter((name) => !leftOut.includes(name)), ...(bad === undefined ? typed : [])]
  const request = { ...base, queues: [...new Set(chosen)] }
  const policy = useQuery({ ...policyQuery(request), enabled: chosen.length > 0 })
  const text = chosen.length === 0 ? '' : (policy.data?.text ?? '')

  return (
    <TextDialog
      title="IAM policy"
      description="The minimal IAM policy for a role. Send it to whoever manages the account."
      label="Policy"
      text={text}
      isSaving={save.isPending}
      errors={[policy.error, save.error]}
      onSave={() => save.mutate(request)}
      onClose={onClose}
    >
      <Select label="The user wants to" value={role} options={roleOptions} onChange={setRole} />
      <fieldset className={styles.group}>
        <legend className={styles.legend}>Job queues</legend>
        {known.map((name) => (
          <Checkbox
            key={name}
            label={name}
            checked={!leftOut.includes(name)}
            onChange={(isChosen) =>
              setLeftOut(isChosen ? leftOut.filter((other) => other !== name) : [...leftOut, name])
            }
          />
        ))}
        <TextField
          label={known.length === 0 ? 'Names' : 'More names'}
          mono
          placeholder="thumbnails, reports"
          value={more}
          onChange={setMore}
          error={bad === undefined ? null : `“${bad}” is not a valid name. ${queueNameProblem(bad)}`}
        />
      </fieldset>
      <fieldset className={styles.group}>
        <legend className={styles.legend}>Also</legend>
        <Checkbox
          label="Find job queues"
          help="Lists the names of all queues and buckets in the account."
          checked={discovery}
          onChange={setDiscovery}
        />
        <Checkbox label="Metrics from CloudWatch" checked={cloudWatch} onChange={setCloudWatch} />
      </fieldset>
      {policy.data?.account === null ? (
        <Notice title="The account is unknown. Replace ACCOUNT_ID with the 12-digit account ID." />
      ) : null}
      {policy.data?.isTooLong ? (
        <Notice
          tone="warning"
          title="AWS limits a policy to 6,144 characters. Create one policy for some of the job queues, and another for the rest."
        />
      ) : null}
    </TextDialog>
  )
}
