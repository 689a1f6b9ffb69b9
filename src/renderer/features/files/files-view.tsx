import type { ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Boxes } from 'lucide-react'
import type { PreviewSource } from '../../../shared/files/previews.ts'
import type { Direction, QueueConfig } from '../../../shared/queues/queues.ts'
import { queuesQuery } from '../../queries/queues/queues.ts'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { usePageState } from '../../ui/view/view-state.ts'
import { Tabs } from '../../ui/controls/tabs.tsx'
import { BucketBrowser } from './bucket-browser.tsx'
import { FilesHeader } from './files-header.tsx'
import styles from './files-view.module.css'

interface FilesViewProps {
  /** The preselected job queue; `null` selects the first one. */
  readonly queue: string | null
  /** Renders a file's preview. */
  readonly preview: (source: PreviewSource) => ReactNode
}

/** The files in a job queue's buckets. */
export function FilesView({ queue, preview }: FilesViewProps) {
  const queues = useQuery(queuesQuery())
  const connectionId = queues.data?.connectionId ?? ''
  const [page, change] = usePageState(`files ${connectionId}`)
  const direction: Direction = page.filter === 'out' ? 'out' : 'in'
  const configs = queues.data?.queues.map((state) => state.config) ?? []
  // The user's choice of bucket applies until another queue is on screen.
  const [from, picked = null] = page.about?.split('/') ?? []
  const config =
    pick(configs, from === (queue ?? '') ? picked : null) ?? pick(configs, queue) ?? configs[0] ?? null
  const shown: Direction = config?.layout === 'single' ? 'in' : direction

  return (
    <section className={styles.view} aria-label="Files">
      <FilesHeader
        configs={configs}
        config={config}
        onQueue={(name) => change({ about: `${queue ?? ''}/${name}` })}
      />
      {queues.isError ? (
        <ErrorNote error={queues.error} onRetry={() => void queues.refetch()} />
      ) : queues.isPending ? null : config === null ? (
        <EmptyState icon={<Boxes />} title="No job queue yet">
          Add a job queue to see its files.
        </EmptyState>
      ) : (
        <Tabs
          label="Buckets"
          value={shown}
          onChange={(next) => change({ filter: next })}
          tabs={(config.layout === 'single' ? (['in'] as const) : (['in', 'out'] as const)).map((value) => ({
            value,
            label: config.layout === 'single' ? 'Inputs and results' : value === 'in' ? 'Inputs' : 'Results',
            panel: (
              <BucketBrowser
                key={`${connectionId} ${config.name} ${value}`}
                connectionId={connectionId}
                config={config}
                direction={value}
                preview={preview}
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
