import {
  ChevronDown,
  Ellipsis,
  FolderOpen,
  FolderUp,
  Hand,
  Layers,
  ListX,
  RefreshCw,
  Settings2,
  Skull,
  Timer,
  Upload,
} from 'lucide-react'
import type { QueueState } from '../../../shared/queues/queues.ts'
import { claimBatch } from '../../../shared/command-list.ts'
import { runCommand } from '../../ui/commands/commands.ts'
import { Button } from '../../ui/controls/button.tsx'
import { IconButton } from '../../ui/controls/icon-button.tsx'
import { shortcutText } from '../../ui/controls/kbd.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/controls/menu.tsx'
import { statusName } from '../../ui/feedback/status-name.ts'
import { formatCount } from '../../ui/text/format.ts'
import { PageHeader } from '../../ui/layout/page-header.tsx'
import { requestDialog } from '../../ui/work-requests.ts'
import { useView } from '../../ui/view/view.ts'
import { LiveState } from './live-state.tsx'
import styles from './queue-header.module.css'
import type { Waiting } from './use-claim-next.ts'
import { WaitingForJob } from './waiting-for-job.tsx'

interface QueueHeaderProps {
  readonly queue: QueueState
  readonly reconnecting: boolean
  readonly waiting: Waiting | null
  readonly onClaim: (status: string, max?: number) => void
  readonly onCancelClaim: () => void
  readonly onRefresh: () => void
  readonly onForget: () => void
}

/** The job queue's name, the state of its numbers, and the main actions. */
export function QueueHeader(props: QueueHeaderProps) {
  const { queue, reconnecting, waiting, onClaim, onCancelClaim, onRefresh, onForget } = props
  const { name, statuses } = queue.config
  const [first = 'pending', ...others] = statuses
  const { show } = useView()
  return (
    <PageHeader
      title={<bdi title={name}>{name}</bdi>}
      meta={<LiveState queue={queue} reconnecting={reconnecting} />}
      actions={
        <>
          <Button changes icon={<Upload />} shortcut="Mod+O" onClick={() => runCommand('submit-files')}>
            Submit…
          </Button>
          {waiting === null ? (
            <span className={styles.split}>
              <Button
                changes
                variant="primary"
                icon={<Hand />}
                shortcut="Mod+J"
                onClick={() => onClaim(first)}
              >
                Claim next
              </Button>
              <Menu
                align="end"
                trigger={
                  <Button changes variant="primary" aria-label="More ways to claim" className={styles.arrow}>
                    <ChevronDown size={14} aria-hidden />
                  </Button>
                }
              >
                <MenuItem
                  icon={<Layers />}
                  detail={<>Those that are there now · {shortcutText('Mod+Shift+J')}</>}
                  onSelect={() => onClaim(first, claimBatch)}
                >
                  Claim {claimBatch}
                </MenuItem>
                <MenuItem
                  icon={<Layers />}
                  detail="1 to 100, in batches of ten"
                  onSelect={() =>
                    requestDialog({ kind: 'claim-many', queue: name, claim: (max) => onClaim(first, max) })
                  }
                >
                  Claim a number…
                </MenuItem>
                <MenuItem
                  icon={<Timer />}
                  detail="Until one arrives, or you cancel"
                  onSelect={() => runCommand('claim-waiting')}
                >
                  Wait for the next job
                </MenuItem>
                <MenuLine />
                {others.map((status) => (
                  <MenuItem
                    key={status}
                    icon={<Hand />}
                    detail={waitingIn(queue, status)}
                    onSelect={() => onClaim(status)}
                  >
                    Claim next from {statusName(status).label}
                  </MenuItem>
                ))}
              </Menu>
            </span>
          ) : (
            <WaitingForJob since={waiting.since} onCancel={onCancelClaim} />
          )}
          <Menu
            align="end"
            trigger={
              <IconButton label="More" className={styles.more}>
                <Ellipsis />
              </IconButton>
            }
          >
            <MenuItem icon={<FolderUp />} onSelect={() => runCommand('submit-folder')}>
              Submit a folder…
            </MenuItem>
            <MenuItem icon={<RefreshCw />} onSelect={onRefresh}>
              Refresh now
            </MenuItem>
            <MenuItem icon={<FolderOpen />} onSelect={() => show({ kind: 'files' })}>
              Files
            </MenuItem>
            <MenuItem icon={<Skull />} onSelect={() => show({ kind: 'dead-letters', queue: name })}>
              Dead letters
            </MenuItem>
            <MenuItem
              icon={<Settings2 />}
              detail="SQS attributes, purge"
              onSelect={() => show({ kind: 'queue-settings', queue: name })}
            >
              Queue settings
            </MenuItem>
            <MenuLine />
            <MenuItem icon={<ListX />} detail="Nothing is deleted" onSelect={onForget}>
              Remove from sidebar
            </MenuItem>
          </Menu>
        </>
      }
    />
  )
}

/** The strip of numbers has no room for every status queue. */
function waitingIn({ statusQueues }: QueueState, status: string): string {
  const depth = statusQueues.find((statusQueue) => statusQueue.status === status)?.depth ?? null
  return depth === null ? 'not read yet' : `${formatCount(depth.visible)} waiting`
}
