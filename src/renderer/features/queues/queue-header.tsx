import { useEffect, useRef } from 'react'
import { Ellipsis, FolderUp, Layers, ListX, RefreshCw, Upload } from 'lucide-react'
import type { Connection } from '../../../shared/connections.ts'
import type { QueueState } from '../../../shared/queues.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Chip } from '../../ui/controls/chip.tsx'
import { runCommand } from '../../ui/commands.ts'
import { formatCount, formatDuration, formatInterval } from '../../ui/format.ts'
import { IconButton } from '../../ui/controls/icon-button.tsx'
import { shortcutText } from '../../ui/controls/kbd.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/controls/menu.tsx'
import { PageHeader } from '../../ui/layout/page-header.tsx'
import { StatusDot } from '../../ui/feedback/status-dot.tsx'
import { useNow } from '../../ui/use-now.ts'
import styles from './queue-header.module.css'
import { monthlyPrice } from './requests-cost.ts'
import type { Waiting } from './use-claim-next.ts'

interface QueueHeaderProps {
  readonly queue: QueueState
  readonly connection: Connection | undefined
  readonly requestsPerHour: number
  readonly waiting: Waiting | null
  readonly onClaim: () => void
  readonly onCancelClaim: () => void
  readonly onRefresh: () => void
  readonly onForget: () => void
}

/** The job queue's name, its polling state, and the main actions. */
export function QueueHeader(props: QueueHeaderProps) {
  const { queue, connection, requestsPerHour, waiting, onClaim, onCancelClaim, onRefresh, onForget } = props
  return (
    <PageHeader
      title={<bdi title={queue.config.name}>{queue.config.name}</bdi>}
      meta={
        <>
          <WatchChip queue={queue} reconnecting={connection?.state === 'reconnecting'} />
          {connection?.state === 'reconnecting' ? null : (
            <CostChip requestsPerHour={requestsPerHour} local={connection?.kind === 'local'} />
          )}
        </>
      }
      actions={
        <>
          <Menu
            align="end"
            trigger={
              <IconButton label="More">
                <Ellipsis />
              </IconButton>
            }
          >
            <MenuItem
              icon={<Layers />}
              detail={<>Jobs available now · {shortcutText('Mod+Shift+J')}</>}
              disabled={waiting !== null}
              onSelect={() => runCommand('claim-batch')}
            >
              Claim up to 10
            </MenuItem>
            <MenuItem icon={<FolderUp />} onSelect={() => runCommand('submit-folder')}>
              Submit a folder…
            </MenuItem>
            <MenuItem icon={<RefreshCw />} onSelect={onRefresh}>
              Refresh now
            </MenuItem>
            <MenuLine />
            <MenuItem icon={<ListX />} detail="Keeps its buckets and queues" onSelect={onForget}>
              Remove from the sidebar
            </MenuItem>
          </Menu>
          <Button icon={<Upload />} shortcut="Mod+O" onClick={() => runCommand('submit-files')}>
            Submit files…
          </Button>
          {waiting === null ? (
            <Button variant="primary" shortcut="Mod+J" onClick={onClaim}>
              Claim next
            </Button>
          ) : (
            <WaitingForJob since={waiting.since} onCancel={onCancelClaim} />
          )}
        </>
      }
    />
  )
}

interface WatchChipProps {
  readonly queue: QueueState
  readonly reconnecting: boolean
}

function WatchChip({ queue, reconnecting }: WatchChipProps) {
  if (reconnecting) return <Chip icon={<StatusDot state="busy" />}>Not refreshed</Chip>
  if (queue.error !== null) return <Chip icon={<StatusDot state="failed" />}>Not refreshed</Chip>
  if (queue.intervalMs === null) return <Chip icon={<StatusDot state="off" />}>Not watched</Chip>
  return (
    <Chip icon={<StatusDot state={queue.refreshedAt === null ? 'busy' : 'ready'} />}>
      Live · every {formatInterval(queue.intervalMs)}
    </Chip>
  )
}

function CostChip({ requestsPerHour, local }: { readonly requestsPerHour: number; readonly local: boolean }) {
  const requests = `~${formatCount(Math.round(requestsPerHour))} requests/h`
  return (
    <span
      className={styles.cost}
      title={
        local
          ? 'Polling only uses the server on this computer.'
          : 'The current polling rate, at AWS’s list price of $0.40 per million SQS requests.'
      }
    >
      <Chip>
        {local ? `${requests} · free on Local` : `${requests} ≈ ${monthlyPrice(requestsPerHour)}/month`}
      </Chip>
    </span>
  )
}

function WaitingForJob({ since, onCancel }: { readonly since: number; readonly onCancel: () => void }) {
  const now = useNow()
  const cancel = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // The pressed button is gone or disabled, so the focus moves here.
    cancel.current?.focus({ preventScroll: true })
  }, [])
  return (
    <span className={styles.waiting}>
      <StatusDot state="busy" />
      <output>Waiting for a job…</output>
      <span className={styles.seconds} aria-hidden>
        {formatDuration(Math.max(0, now - since))}
      </span>
      <Button size="small" variant="quiet" ref={cancel} onClick={onCancel}>
        Cancel
      </Button>
    </span>
  )
}
