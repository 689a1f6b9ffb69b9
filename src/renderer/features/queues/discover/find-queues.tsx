import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, Search } from 'lucide-react'
import type { FoundJobQueue } from '../../../../shared/queues/discovery.ts'
import { discoveryQuery } from '../../../queries/queues/creation.ts'
import { addQueue, queuesQuery } from '../../../queries/queues/queues.ts'
import { useCommands } from '../../../ui/commands/commands.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { Checkbox } from '../../../ui/controls/checkbox.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { ErrorNote } from '../../../ui/feedback/error-note.tsx'
import { Dialog } from '../../../ui/layout/dialog.tsx'
import { plural } from '../../../ui/text/format.ts'
import { useQueueRequests } from '../../../ui/queue-requests.ts'
import { useView } from '../../../ui/view/view.ts'
import styles from './find-queues.module.css'

/** Opens the dialog on the `find-queues` command. */
export function FindQueues() {
  const [open, setOpen] = useState(false)
  useCommands({ 'find-queues': () => setOpen(true) })
  useQueueRequests(({ kind }) => {
    if (kind === 'find') setOpen(true)
  })
  return open ? <FindQueuesDialog onClose={() => setOpen(false)} /> : null
}

/** Finds the account's job queues by the names of their queues, and adds the chosen ones to the sidebar. */
function FindQueuesDialog({ onClose }: { readonly onClose: () => void }) {
  const { show } = useView()
  const connectionId = useQuery(queuesQuery()).data?.connectionId
  const discovery = useQuery({
    ...discoveryQuery(connectionId ?? ''),
    enabled: connectionId !== undefined,
  })
  const add = useMutation(addQueue())
  const [chosen, setChosen] = useState<readonly string[]>([])
  const { found = [], isCut = false, knowsBuckets = true } = discovery.data ?? {}
  const adding = found.filter(({ config, isAdded }) => !isAdded && chosen.includes(config.name))

  async function addAll(): Promise<void> {
    for (const { config } of adding) {
      // oxlint-disable-next-line no-await-in-loop -- each of them changes the same settings
      await add.mutateAsync({ config, create: false })
    }
    const [first] = adding
    if (first !== undefined) show({ kind: 'queue', name: first.config.name })
    onClose()
  }

  return (
    <Dialog
      size="wide"
      title="Find job queues"
      description="Looks for the names of job queues among the queues and buckets of this connection. Changes nothing."
      onClose={onClose}
      onSubmit={() => {
        // A failure is shown below.
        if (adding.length > 0) void addAll().catch(() => undefined)
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" disabled={adding.length === 0} busy={add.isPending}>
            {adding.length === 0 ? 'Add' : `Add ${plural(adding.length, 'job queue')}`}
          </Button>
        </>
      }
    >
      {discovery.isPending ? <output>Looking for job queues…</output> : null}
      {discovery.isError ? (
        <ErrorNote error={discovery.error} onRetry={() => void discovery.refetch()} />
      ) : null}
      {discovery.data !== undefined && found.length === 0 ? (
        <EmptyState icon={<Search />} title="No job queues found">
          No queue of this connection has a name such as <code>thumbnails-pending</code>.
        </EmptyState>
      ) : null}
      {found.length === 0 ? null : (
        <ul className={styles.list} aria-label="Job queues">
          {found.map((jobQueue) => (
            <Found
              key={jobQueue.config.name}
              jobQueue={jobQueue}
              isChosen={chosen.includes(jobQueue.config.name)}
              onChange={(isChosen) => {
                const { name } = jobQueue.config
                setChosen(isChosen ? [...chosen, name] : chosen.filter((other) => other !== name))
              }}
            />
          ))}
        </ul>
      )}
      {knowsBuckets ? null : (
        <p className={styles.note}>
          These keys are not allowed to list buckets, so only the queues were compared.
        </p>
      )}
      {isCut ? (
        <p className={styles.note}>The account has more queues than were read. Add others by name.</p>
      ) : null}
      {add.isError ? <ErrorNote error={add.error} /> : null}
    </Dialog>
  )
}

interface FoundProps {
  readonly jobQueue: FoundJobQueue
  readonly isChosen: boolean
  readonly onChange: (isChosen: boolean) => void
}

function Found({ jobQueue: { config, missing, isAdded }, isChosen, onChange }: FoundProps) {
  const isComplete = missing.length === 0
  const Icon = isComplete ? CircleCheck : CircleAlert
  const statuses = `${config.layout === 'single' ? 'one bucket' : 'two buckets'}, ${config.statuses.join(', ')}`
  return (
    <li className={styles.item}>
      {isAdded ? (
        <span className={styles.added}>{config.name}</span>
      ) : (
        <Checkbox label={config.name} checked={isChosen} onChange={onChange} />
      )}
      <span className={styles.about}>
        {isComplete ? statuses : `missing: ${missing.map(({ name }) => name).join(', ')}`}
      </span>
      <span className={styles.state} data-complete={isComplete || undefined}>
        <Icon size={13} aria-hidden />
        {isAdded ? 'in the sidebar' : isComplete ? 'complete' : 'incomplete'}
      </span>
    </li>
  )
}
