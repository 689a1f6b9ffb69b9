import { BellRing, Hand, History, LayoutGrid, PackageCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import { countsOf, jobCountsQuery } from '../../queries/jobs/jobs.ts'
import { alarmsQuery } from '../../queries/queues/metrics.ts'
import { useNeedsYou } from '../../queries/jobs/needs-you.ts'
import { formatCount } from '../../ui/text/format.ts'
import { VisuallyHidden } from '../../ui/layout/visually-hidden.tsx'
import { useView } from '../../ui/view/view.ts'
import styles from './sidebar.module.css'
import { ViewItem } from './view-item.tsx'

/** The views that span all job queues, with the number of new items in each. */
export function OverviewItems() {
  const { view, show } = useView()
  const counts = countsOf(useQuery(jobCountsQuery()).data, { connectionId: null, queue: null })
  const needsYou = useNeedsYou().entries
  const alarms = useQuery(alarmsQuery()).data?.raised.length ?? 0
  const items = [
    {
      kind: 'all-queues',
      label: 'All queues',
      icon: LayoutGrid,
      trailing:
        alarms === 0 ? null : (
          <Badge tone="bad">
            {formatCount(alarms)}
            <VisuallyHidden> {alarms === 1 ? 'alarm' : 'alarms'}</VisuallyHidden>
          </Badge>
        ),
    },
    {
      kind: 'needs-you',
      label: 'Needs you',
      icon: BellRing,
      trailing: needsYou === 0 ? null : <Badge tone="bad">{formatCount(needsYou)}</Badge>,
    },
    {
      kind: 'mine',
      label: 'Mine now',
      icon: Hand,
      trailing:
        counts === null || counts.mine === 0 ? null : (
          <span className={styles.count}>{formatCount(counts.mine)}</span>
        ),
    },
    {
      kind: 'results',
      label: 'Results',
      icon: PackageCheck,
      trailing:
        counts === null || counts.result === 0 ? null : (
          <Badge tone="good">{formatCount(counts.result)} new</Badge>
        ),
    },
    { kind: 'all-jobs', label: 'All jobs', icon: History, trailing: null },
  ] as const
  return (
    <nav className={styles.list} aria-label="Overview">
      {items.map(({ kind, label, icon, trailing }) => (
        <ViewItem
          key={kind}
          icon={icon}
          current={view.kind === kind}
          onSelect={() => show({ kind })}
          trailing={trailing}
        >
          {label}
        </ViewItem>
      ))}
    </nav>
  )
}

function Badge({ tone, children }: { readonly tone: 'good' | 'bad'; readonly children: ReactNode }) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {children}
    </span>
  )
}
