import { useState } from 'react'
import { labelProblem } from '../../../shared/connections/connection-rules.ts'
import type { Connection } from '../../../shared/connections/connections.ts'
import { TextField } from '../../ui/controls/text-field.tsx'
import { SafetyFields, safetyOf } from './safety-fields.tsx'
import { ConnectionForm } from './connection-form.tsx'
import { useConnectionForm } from './use-connection-form.ts'

interface LocalDialogProps {
  readonly connection: Connection
  readonly onClose: () => void
}

/** Changes Local's name and safety settings. */
export function LocalDialog({ connection, onClose }: LocalDialogProps) {
  const form = useConnectionForm(connection, onClose)
  const [safety, setSafety] = useState(safetyOf(connection))
  const [label, setLabel] = useState(connection.label)
  const problem = labelProblem(label)
  return (
    <ConnectionForm
      title=""
      connection={connection}
      form={form}
      onSubmit={() =>
        form.submit(
          { ...safety, kind: 'local', label: label.trim() },
          problem === null ? {} : { label: problem },
          {},
        )
      }
      onClose={onClose}
    >
      <TextField label="Name" value={label} error={form.tried ? problem : null} onChange={setLabel} />
      <SafetyFields safety={safety} onChange={setSafety} />
    </ConnectionForm>
  )
}
