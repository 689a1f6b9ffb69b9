import type { QueueConfig } from '../../../shared/queues.ts'
import { PageHeader } from '../../ui/layout/page-header.tsx'
import { Select } from '../../ui/controls/select.tsx'

interface ObjectsHeaderProps {
  readonly configs: readonly QueueConfig[]
  readonly config: QueueConfig | null
  readonly onQueue: (name: string) => void
}

/** The title, with a selector for the job queue. */
export function ObjectsHeader({ configs, config, onQueue }: ObjectsHeaderProps) {
  return (
    <PageHeader
      title="Objects"
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
