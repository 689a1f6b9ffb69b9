import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { maxAlarmRules } from '../../../../shared/metrics/alarm-limits.ts'
import type { AlarmRule } from '../../../../shared/metrics/alarms.ts'
import { alarmsQuery, metricsQuery, setAlarmRules } from '../../../queries/queues/metrics.ts'
import { connectionsQuery } from '../../../queries/connections.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { ErrorNote } from '../../../ui/feedback/error-note.tsx'
import { Dialog } from '../../../ui/layout/dialog.tsx'
import styles from './alarms-dialog.module.css'
import { draftOf, ruleOf, type RuleDraft } from './rule-draft.ts'
import { RuleFields, type QueueChoice } from './rule-fields.tsx'

/** Edits the alarm rules. */
export function AlarmsDialog({ onClose }: { readonly onClose: () => void }) {
  const { data } = useQuery(alarmsQuery())
  return data === undefined ? null : <RulesForm rules={data.rules} onClose={onClose} />
}

interface RulesFormProps {
  readonly rules: readonly AlarmRule[]
  readonly onClose: () => void
}

function RulesForm({ rules, onClose }: RulesFormProps) {
  const [drafts, setDrafts] = useState<readonly RuleDraft[]>(() => rules.map(draftOf))
  const [checked, setChecked] = useState(false)
  const queues = useQueueChoices()
  const save = useMutation(setAlarmRules())
  const valid = drafts.map(ruleOf)
  const submit = (): void => {
    setChecked(true)
    const ready = valid.filter((rule) => rule !== null)
    if (ready.length === drafts.length) save.mutate({ rules: ready }, { onSuccess: onClose })
  }
  const change = (draft: RuleDraft): void =>
    setDrafts(drafts.map((one) => (one.id === draft.id ? draft : one)))
  return (
    <Dialog
      title="Alarms"
      description="An alarm appears in All queues and as a notification. It clears when its condition ends."
      size="wide"
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={save.isPending}>
            Save
          </Button>
        </>
      }
    >
      {drafts.length === 0 ? <p className={styles.none}>No alarms.</p> : null}
      <ul className={styles.rules}>
        {drafts.map((draft, index) => (
          <li key={draft.id} aria-label={`Alarm ${index + 1}`}>
            <RuleFields
              draft={draft}
              queues={queues}
              showErrors={checked}
              onChange={change}
              onRemove={() => setDrafts(drafts.filter(({ id }) => id !== draft.id))}
            />
          </li>
        ))}
      </ul>
      <Button
        className={styles.add}
        icon={<Plus />}
        disabled={drafts.length >= maxAlarmRules}
        onClick={() =>
          setDrafts([
            ...drafts,
            { id: crypto.randomUUID(), queue: null, kind: 'waiting', over: '100', minutes: '5' },
          ])
        }
      >
        Add alarm
      </Button>
      {save.error === null ? null : <ErrorNote error={save.error} />}
    </Dialog>
  )
}

/** Returns all job queues, sorted by name and connection. */
function useQueueChoices(): readonly QueueChoice[] {
  const queues = useQuery(metricsQuery()).data?.queues ?? []
  const connections = useQuery(connectionsQuery()).data?.connections ?? []
  const labels = new Map(connections.map(({ id, label }) => [id, label]))
  return queues
    .map(({ connectionId, queue }) => ({
      queue: { connectionId, queue },
      label: `${queue} · ${labels.get(connectionId) ?? connectionId}`,
    }))
    .toSorted((left, right) => left.label.localeCompare(right.label))
}
