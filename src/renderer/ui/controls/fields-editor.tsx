import { useEffect, useRef } from 'react'
import { Plus, X } from 'lucide-react'
import { Button } from './button.tsx'
import { draftProblem, withNewDraft, type FieldDraft } from './field-drafts.ts'
import styles from './fields-editor.module.css'
import { IconButton } from './icon-button.tsx'
import { TextField } from './text-field.tsx'

interface FieldsEditorProps {
  readonly drafts: readonly FieldDraft[]
  readonly onChange: (drafts: readonly FieldDraft[]) => void
}

/** An editor for fields, with a name and a value in each row. */
export function FieldsEditor({ drafts, onChange }: FieldsEditorProps) {
  const rows = useRef<HTMLDivElement>(null)
  const known = useRef(drafts.length)
  useEffect(() => {
    const added = drafts.length > known.current
    known.current = drafts.length
    if (added) rows.current?.querySelector<HTMLInputElement>('[data-row]:nth-last-child(2) input')?.focus()
  }, [drafts.length])
  function change(id: number, changes: Partial<Omit<FieldDraft, 'id'>>) {
    onChange(drafts.map((draft) => (draft.id === id ? { ...draft, ...changes } : draft)))
  }
  return (
    <div ref={rows} className={styles.editor}>
      {drafts.map((draft, index) => (
        <div key={draft.id} className={styles.row} data-row="">
          <TextField
            label={`Name of field ${index + 1}`}
            hideLabel
            mono
            placeholder="name"
            maxLength={128}
            value={draft.name}
            error={draftProblem(draft, drafts)}
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
      ))}
      <div>
        <Button size="small" icon={<Plus />} onClick={() => onChange(withNewDraft(drafts))}>
          Add field
        </Button>
      </div>
    </div>
  )
}
