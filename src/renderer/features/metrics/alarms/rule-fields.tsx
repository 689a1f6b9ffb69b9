import { Trash2 } from 'lucide-react'
import type { AlarmCondition } from '../../../../shared/metrics/alarms.ts'
import type { QueueRef } from '../../../../shared/metrics/metrics.ts'
import { IconButton } from '../../../ui/controls/icon-button.tsx'
import { Select } from '../../../ui/controls/select.tsx'
import { TextField } from '../../../ui/controls/text-field.tsx'
import styles from './alarms-dialog.module.css'
import { draftProblem, type RuleDraft } from './rule-draft.ts'
import { queueKey } from '../../../../shared/queues/queue-key.ts'

/** A job queue to choose for a rule. */
export interface QueueChoice {
  readonly queue: QueueRef
  readonly label: string
}

const kinds: readonly { readonly value: AlarmCondition['kind']; readonly label: string }[] = [
  { value: 'dead', label: 'Any dead letter' },
  { value: 'waiting', label: 'Many jobs waiting' },
  { value: 'nothing-finished', label: 'Nothing finished' },
  { value: 'oldest', label: 'Oldest job too old' },
]

interface RuleFieldsProps {
  readonly draft: RuleDraft
  readonly queues: readonly QueueChoice[]
  readonly showErrors: boolean
  readonly onChange: (draft: RuleDraft) => void
  readonly onRemove: () => void
}

/** One rule's fields: queue, condition and numbers. */
export function RuleFields({ draft, queues, showErrors, onChange, onRemove }: RuleFieldsProps) {
  const problem = showErrors ? draftProblem(draft) : null
  const chosen = draft.queue === null ? 'all' : queueKey(draft.queue)
  const options = [
    { value: 'all', label: 'All queues' },
    ...queues.map(({ queue, label }) => ({ value: queueKey(queue), label })),
  ]
  // The chosen queue's connection may have been removed.
  if (draft.queue !== null && !options.some(({ value }) => value === chosen))
    options.push({ value: chosen, label: draft.queue.queue })
  return (
    <>
      <div className={styles.fields}>
        <Select
          label="Queue"
          value={chosen}
          options={options}
          onChange={(value) => onChange({ ...draft, queue: value === 'all' ? null : refOf(value) })}
        />
        <Select
          label="When"
          value={draft.kind}
          options={kinds}
          onChange={(kind) => onChange({ ...draft, kind })}
        />
        {draft.kind === 'waiting' ? (
          <TextField
            label="Over (jobs)"
            value={draft.over}
            maxLength={9}
            onChange={(over) => onChange({ ...draft, over })}
          />
        ) : null}
        {draft.kind === 'dead' ? null : (
          <TextField
            label={draft.kind === 'oldest' ? 'Over (minutes)' : 'For (minutes)'}
            value={draft.minutes}
            maxLength={5}
            onChange={(minutes) => onChange({ ...draft, minutes })}
          />
        )}
        <span className={styles.remove}>
          <IconButton label="Remove alarm" onClick={onRemove}>
            <Trash2 />
          </IconButton>
        </span>
      </div>
      {problem === null ? null : (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </>
  )
}

function refOf(value: string): QueueRef {
  const [connectionId = '', queue = ''] = value.split('\n')
  return { connectionId, queue }
}
