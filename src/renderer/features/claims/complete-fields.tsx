import { Plus, X } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { TextField } from '../../ui/text-field.tsx'
import styles from './complete-dialog.module.css'
import { fieldProblem, type DraftField } from './complete-plan.ts'

interface CompleteFieldsProps {
  readonly drafts: readonly DraftField[]
  readonly onChange: (drafts: readonly DraftField[]) => void
}

/** Extra fields that travel with the result. */
export function CompleteFields({ drafts, onChange }: CompleteFieldsProps) {
  function change(id: number, part: Partial<Omit<DraftField, 'id'>>) {
    onChange(drafts.map((draft) => (draft.id === id ? { ...draft, ...part } : draft)))
  }

  function add() {
    onChange([...drafts, { id: Math.max(0, ...drafts.map((draft) => draft.id)) + 1, name: '', value: '' }])
  }

  return (
    <div className={styles.section}>
      <h3 className={styles.label}>Extra fields, if you like</h3>
      {drafts.map((draft, index) => {
        const problem = fieldProblem(draft, drafts)
        return (
          <div key={draft.id} className={styles.field}>
            <TextField
              label={`Name of field ${index + 1}`}
              hideLabel
              placeholder="name"
              maxLength={128}
              error={problem}
              value={draft.name}
              onChange={(name) => change(draft.id, { name })}
            />
            <TextField
              label={`Value of field ${index + 1}`}
              hideLabel
              placeholder="value"
              maxLength={4_096}
              value={draft.value}
              onChange={(value) => change(draft.id, { value })}
            />
            <IconButton
              label={`Remove field ${index + 1}`}
              onClick={() => onChange(drafts.filter((other) => other.id !== draft.id))}
            >
              <X />
            </IconButton>
          </div>
        )
      })}
      <div>
        <Button size="small" icon={<Plus aria-hidden />} onClick={add}>
          Add field
        </Button>
      </div>
    </div>
  )
}
