import { useMutation, useQuery } from '@tanstack/react-query'
import type { CreationRequest, ExportFormat } from '../../../../shared/queues/creation.ts'
import { creationExportQuery, saveCreationExport } from '../../../queries/queues/creation.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { CopyTextButton } from '../../../ui/controls/copy-text-button.tsx'
import { ErrorNote } from '../../../ui/feedback/error-note.tsx'
import { Dialog } from '../../../ui/layout/dialog.tsx'
import { TextBlock } from '../../../ui/layout/text-block.tsx'

interface ExportDialogProps {
  readonly connectionId: string
  readonly request: CreationRequest
  readonly format: ExportFormat
  readonly onClose: () => void
}

const titles: Readonly<Record<ExportFormat, string>> = {
  cloudformation: 'CloudFormation template',
  terraform: 'Terraform configuration',
  'aws-cli': 'Commands of the AWS CLI',
}

/** The plan as a text for another tool, to copy or save. Nothing is created. */
export function ExportDialog({ connectionId, request, format, onClose }: ExportDialogProps) {
  const exported = useQuery(creationExportQuery(connectionId, { ...request, format }))
  const save = useMutation(saveCreationExport())
  const text = exported.data?.text ?? ''
  return (
    <Dialog
      size="wide"
      title={titles[format]}
      description="Creates the same buckets and queues with the same settings. Add the job queue here afterwards."
      onClose={onClose}
      actions={
        <>
          <CopyTextButton label="Copy" text={text} />
          <Button
            variant="primary"
            disabled={text === '' || save.isPending}
            onClick={() => save.mutate({ ...request, format })}
          >
            Save…
          </Button>
        </>
      }
    >
      <TextBlock label={titles[format]} text={text} />
      {exported.isError ? <ErrorNote error={exported.error} /> : null}
      {save.isError ? <ErrorNote error={save.error} /> : null}
    </Dialog>
  )
}
