import { History } from 'lucide-react'
import type { ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { JobRow } from '../../../../shared/jobs/jobs.ts'
import { historyStatusQuery } from '../../../queries/jobs/history.ts'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { plural } from '../../../ui/text/format.ts'
import { PageHeader } from '../../../ui/layout/page-header.tsx'
import { JobsView } from '../jobs-view.tsx'
import { useListView } from '../list/use-jobs-list.ts'
import styles from './all-jobs-view.module.css'
import { ExportMenu } from './export-menu.tsx'
import { HistoryRetention } from './history-retention.tsx'
import { everywhere } from './scope.ts'

const listKey = 'all-jobs'

interface AllJobsViewProps {
  readonly preview?: (job: JobRow) => ReactNode
}

/**
 * All jobs that this app submitted, claimed or saved. The list is local, so it works without a
 * connection.
 */
export function AllJobsView({ preview }: AllJobsViewProps) {
  const jobs = useQuery(historyStatusQuery()).data?.jobs ?? null
  const view = useListView(listKey, everywhere)
  return (
    <>
      <PageHeader
        title="All jobs"
        meta={
          jobs === null ? null : (
            <span className={styles.count}>
              {plural(jobs, 'job')} <span className={styles.where}>on this computer</span>
            </span>
          )
        }
        actions={
          <>
            <HistoryRetention />
            <ExportMenu view={view} canExport={jobs !== 0} />
          </>
        }
      />
      <JobsView
        listKey={listKey}
        scope={everywhere}
        label="All jobs"
        showsQueue
        preview={preview}
        empty={
          <EmptyState icon={<History />} title="No jobs yet">
            Jobs that you submit, claim or save are listed here, even after they leave their queue.
          </EmptyState>
        }
      />
    </>
  )
}
