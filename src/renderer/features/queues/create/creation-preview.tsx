import { useState } from 'react'
import { FileCode2, Settings2 } from 'lucide-react'
import type { ExportFormat } from '../../../../shared/queues/creation.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { Menu, MenuItem } from '../../../ui/controls/menu.tsx'
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

const formats: readonly (readonly [ExportFormat, string, string])[] = [
  ['cloudformation', 'CloudFormation', 'A template in JSON'],
  ['terraform', 'Terraform', 'A configuration in HCL'],
  ['aws-cli', 'AWS CLI', 'A script of aws commands'],
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
        <Menu
          trigger={
            <Button size="small" icon={<FileCode2 size={13} aria-hidden />} disabled={request === null}>
              Export instead…
            </Button>
          }
        >
          {formats.map(([value, label, detail]) => (
            <MenuItem key={value} detail={detail} onSelect={() => setFormat(value)}>
              {label}
            </MenuItem>
          ))}
        </Menu>
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
