import { useState } from 'react'
import { Settings2 } from 'lucide-react'
import type { ExportFormat } from '../../../../shared/queues/creation.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { ErrorNote } from '../../../ui/feedback/error-note.tsx'
import { CreationForm } from './creation-form.tsx'
import styles from './creation-preview.module.css'
import { ExportDialog } from './export-dialog.tsx'
import { OutcomeNotice } from './outcome-notice.tsx'
import { PlannedResources } from './planned-resources.tsx'
import type { Creation } from './use-creation.ts'

interface CreationPreviewProps {
  readonly connectionId: string
  readonly creation: Creation
}

const formats: readonly (readonly [ExportFormat, string])[] = [
  ['cloudformation', 'CloudFormation…'],
  ['terraform', 'Terraform…'],
  ['aws-cli', 'AWS CLI…'],
]

/** Shows every bucket and queue to create, with its settings. The user can change them, or export the plan instead. */
export function CreationPreview({ connectionId, creation }: CreationPreviewProps) {
  const [edits, setEdits] = useState(false)
  const [format, setFormat] = useState<ExportFormat | null>(null)
  const { options, request, plan, outcome, error } = creation
  return (
    <div className={styles.preview}>
      <div className={styles.buttons}>
        <Button
          size="small"
          icon={<Settings2 size={13} aria-hidden />}
          aria-expanded={edits}
          disabled={options === null}
          onClick={() => setEdits(!edits)}
        >
          Settings
        </Button>
        {/* A menu would be below the dialog. */}
        <span className={styles.export}>Export instead:</span>
        {formats.map(([value, label]) => (
          <Button key={value} size="small" disabled={request === null} onClick={() => setFormat(value)}>
            {label}
          </Button>
        ))}
      </div>
      {edits && options !== null ? (
        <CreationForm
          options={options}
          kmsKey={creation.kmsKey}
          kmsKeyError={creation.kmsKeyError}
          onChange={creation.change}
          onKmsKey={creation.setKmsKey}
        />
      ) : null}
      {plan.length === 0 ? null : <PlannedResources resources={plan} />}
      {outcome === null ? null : <OutcomeNotice outcome={outcome} />}
      {error === null ? null : <ErrorNote error={error} />}
      {format === null || request === null ? null : (
        <ExportDialog
          connectionId={connectionId}
          request={request}
          format={format}
          onClose={() => setFormat(null)}
        />
      )}
    </div>
  )
}
