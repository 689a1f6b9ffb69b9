import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { History, SearchX } from 'lucide-react'
import { historyJobsQuery, historyStatusQuery } from '../../queries/history.ts'
import { Button } from '../../ui/controls/button.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { plural } from '../../ui/format.ts'
import { PageHeader } from '../../ui/layout/page-header.tsx'
import { ExportMenu } from './export-menu.tsx'
import { HistoryFilterBar } from './history-filter-bar.tsx'
import { HistoryInspector } from './history-inspector.tsx'
import { HistoryList } from './history-list.tsx'
import { HistoryRetention } from './history-retention.tsx'
import styles from './history-view.module.css'
import { anyJobs, filterOf } from './history-search.ts'

/** Every job that this app submitted, claimed or saved. The history is local, so it needs no connection. */
export function HistoryView() {
  const [search, setSearch] = useState(anyJobs)
  const [selectedId, setSelectedId] = useState<number | null>(null)
  const inspector = useRef<HTMLElement>(null)
  const [openedAt] = useState(() => Date.now())
  const nextFilter = useMemo(() => filterOf(search, openedAt), [search, openedAt])
  const filter = useDeferredValue(nextFilter)
  const status = useQuery(historyStatusQuery()).data
  const listing = useInfiniteQuery(historyJobsQuery(filter))
  const { hasNextPage, isFetching, fetchNextPage, isError } = listing
  const jobs = useMemo(() => listing.data?.pages.flatMap((page) => page.jobs) ?? [], [listing.data])
  const selected = jobs.find(({ id }) => id === selectedId) ?? jobs[0] ?? null
  const isAll = filter.text === '' && filter.state === null && filter.from === null && filter.to === null

  // A slow search returns empty pages. Without rows the list cannot trigger loading, so load the next page
  // here.
  const needsNextPage = jobs.length === 0 && hasNextPage && !isFetching && !isError
  const emptyPages = needsNextPage ? (listing.data?.pages.length ?? 0) : null
  useEffect(() => {
    if (emptyPages !== null) void fetchNextPage()
  }, [emptyPages, fetchNextPage])

  return (
    <section className={styles.view} aria-label="History">
      <PageHeader title="History" actions={<ExportMenu filter={filter} canExport={jobs.length > 0} />} />
      <HistoryFilterBar search={search} onChange={setSearch} />
      <div className={styles.bar}>
        <output className={styles.count}>
          {isAll && status?.jobs != null
            ? `${plural(status.jobs, 'job')} on this computer`
            : `${plural(jobs.length, 'job')}${hasNextPage ? ' and more' : ''}`}
        </output>
        <HistoryRetention />
      </div>
      {isError && jobs.length === 0 ? (
        <ErrorNote error={listing.error} onRetry={() => void listing.refetch()} />
      ) : jobs.length === 0 && (listing.isPending || hasNextPage) ? (
        <output className={styles.waiting}>Searching…</output>
      ) : jobs.length === 0 && isAll ? (
        <EmptyState icon={<History />} title="No jobs yet">
          Jobs that you submit, claim or save are listed here, even after they leave their queue.
        </EmptyState>
      ) : jobs.length === 0 ? (
        <EmptyState
          icon={<SearchX />}
          title="No matching jobs"
          actions={<Button onClick={() => setSearch(anyJobs)}>Show all jobs</Button>}
        >
          The search covers names, file names, keys and job ids.
        </EmptyState>
      ) : (
        <div className={styles.split}>
          <HistoryList
            jobs={jobs}
            selected={selected}
            hasMore={hasNextPage}
            loading={isFetching}
            error={isError ? listing.error : null}
            onMore={() => void fetchNextPage()}
            onSelect={(job) => setSelectedId(job.id)}
            onOpen={() => inspector.current?.focus()}
          />
          {selected === null ? null : <HistoryInspector key={selected.id} ref={inspector} job={selected} />}
        </div>
      )}
    </section>
  )
}
