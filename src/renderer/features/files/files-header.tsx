import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { PageHeader } from '../../ui/layout/page-header.tsx'
import { Select } from '../../ui/controls/select.tsx'

interface FilesHeaderProps {
  readonly configs: readonly QueueConfig[]
  readonly config: QueueConfig | null
  readonly onQueue: (name: string) => void
}

/** The title, with a selector for the job queue. */
export function FilesHeader({ configs, config, onQueue }: FilesHeaderProps) {
  return (
    <PageHeader
      title="Files"
      actions={
        config === null ? null : (
          <Select
            label="Job queue"
            hideLabel
            value={config.name}
            options={configs.map(({ name }) => ({ value: name, label: name }))}
            onChange={onQueue}
          />
        )
      }
    />
  )
}
