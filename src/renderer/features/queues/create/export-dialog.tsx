import { useMutation, useQuery } from '@tanstack/react-query'
import type { CreationRequest, ExportFormat } from '../../../../shared/queues/creation.ts'
import { creationExportQuery, saveCreationExport } from '../../../queries/queues/creation.ts'
import { TextDialog } from '../../../ui/layout/text-dialog.tsx'

interface ExportDialogProps {
  readonly connectionId: string
  readonly request: CreationRequest
  readonly format: ExportFormat
  readonly onClose: () => void
}

const titles: Readonly<Record<ExportFormat, string>> = {
  cloudformation: 'CloudFormation template',
  terraform: 'Terraform configuration',
  'aws-cli': 'AWS CLI commands',
}

/** The plan as text for another tool, to copy or save. Nothing is created. */
export function ExportDialog({ connectionId, request, format, onClose }: ExportDialogProps) {
  const exported = useQuery(creationExportQuery(connectionId, { ...request, format }))
  const save = useMutation(saveCreationExport())
  return (
    <TextDialog
      title={titles[format]}
      description="Creates the same buckets and queues with the same settings. Add the job queue here afterwards."
      label={titles[format]}
      text={exported.data?.text ?? ''}
      isSaving={save.isPending}
      errors={[exported.error, save.error]}
      onSave={() => save.mutate({ ...request, format })}
      onClose={onClose}
    />
  )
}
