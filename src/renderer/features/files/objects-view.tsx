import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Boxes } from 'lucide-react'
import type { Direction, QueueConfig } from '../../../shared/queues.ts'
import { queuesQuery } from '../../queries/queues.ts'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { Tabs } from '../../ui/controls/tabs.tsx'
import { BucketBrowser } from './bucket-browser.tsx'
import { ObjectsHeader } from './objects-header.tsx'
import styles from './objects-view.module.css'

interface ObjectsViewProps {
  /** The preselected job queue; `null` selects the first one. */
  readonly queue: string | null
}

/** The objects in the payload buckets of a job queue. */
export function ObjectsView({ queue }: ObjectsViewProps) {
  const queues = useQuery(queuesQuery())
  const connectionId = queues.data?.connectionId ?? ''
  const [picked, setPicked] = useState<string | null>(null)
  const [direction, setDirection] = useState<Direction>('in')
  const configs = queues.data?.queues.map((state) => state.config) ?? []
  const config = pick(configs, picked) ?? pick(configs, queue) ?? configs[0] ?? null
  const shown: Direction = config?.layout === 'single' ? 'in' : direction

  return (
    <section className={styles.view} aria-label="Objects">
      <ObjectsHeader configs={configs} config={config} onQueue={setPicked} />
      {queues.isError ? (
        <ErrorNote error={queues.error} onRetry={() => void queues.refetch()} />
      ) : queues.isPending ? null : config === null ? (
        <EmptyState icon={<Boxes />} title="No job queue yet">
          Add a job queue in the sidebar to see its payloads here.
        </EmptyState>
      ) : (
        <Tabs
          label="Buckets"
          value={shown}
          onChange={setDirection}
          tabs={(config.layout === 'single' ? (['in'] as const) : (['in', 'out'] as const)).map((value) => ({
            value,
            label: config.layout === 'single' ? 'In and out' : value === 'in' ? 'In' : 'Out',
            panel: (
              <BucketBrowser
                key={`${connectionId} ${config.name} ${value}`}
                connectionId={connectionId}
                config={config}
                direction={value}
              />
            ),
          }))}
        />
      )}
    </section>
  )
}

function pick(configs: readonly QueueConfig[], name: string | null): QueueConfig | null {
  return configs.find((config) => config.name === name) ?? null
}
