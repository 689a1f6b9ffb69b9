import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { claimsQuery } from '../../queries/claims.ts'
import { connectionsQuery } from '../../queries/connections.ts'
import { transfersQuery } from '../../queries/transfers.ts'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { Tabs } from '../../ui/controls/tabs.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import { ClaimedJobs } from './claimed-jobs.tsx'
import styles from './claims-panel.module.css'
import { folded, isStillHeld, matchesClaim } from './claim-state.ts'
import { SubmittedJobs } from './submitted/submitted-jobs.tsx'

interface ClaimsPanelProps {
  readonly queue: string
}

type PanelTab = 'claimed' | 'submitted'

/** The user's claimed and submitted jobs of this job queue. */
export function ClaimsPanel({ queue }: ClaimsPanelProps) {
  const [tab, setTab] = useState<PanelTab>('claimed')
  const [search, setSearch] = useState('')
  const claims = useQuery(claimsQuery())
  const transfers = useQuery(transfersQuery())
  const connections = useQuery(connectionsQuery())

  const here = (item: { readonly queue: string; readonly connectionId: string }): boolean =>
    item.queue === queue && item.connectionId === (connections.data?.activeId ?? item.connectionId)
  const held = (claims.data?.claims ?? []).filter(here)
  const ours = (transfers.data?.transfers ?? []).filter(here)
  const submitted = ours.filter(({ kind, state }) => kind === 'submit' && state !== 'cancelled')
  const query = folded(search.trim())
  const shownSubmitted = submitted.filter(
    ({ name, jobId }) => folded(name).includes(query) || (jobId?.includes(query) ?? false),
  )

  return (
    <div className={styles.panel}>
      <Tabs
        label={`Jobs of ${queue}`}
        value={tab}
        onChange={setTab}
        trailing={
          <div className={styles.search}>
            <TextField
              label="Search jobs"
              hideLabel
              type="search"
              placeholder="Search jobs…"
              icon={<Search aria-hidden />}
              value={search}
              onChange={setSearch}
            />
          </div>
        }
        tabs={[
          {
            value: 'claimed',
            label: 'Claimed by you',
            count: held.filter(isStillHeld).length,
            panel: claims.isError ? (
              <ErrorNote error={claims.error} onRetry={() => void claims.refetch()} />
            ) : claims.isPending ? null : (
              <ClaimedJobs
                queue={queue}
                claims={held}
                shown={held.filter((claim) => matchesClaim(claim, search))}
                transfers={ours}
              />
            ),
          },
          {
            value: 'submitted',
            label: 'Submitted',
            count: submitted.length,
            panel: <SubmittedJobs queue={queue} submitted={submitted} shown={shownSubmitted} />,
          },
        ]}
      />
    </div>
  )
}
