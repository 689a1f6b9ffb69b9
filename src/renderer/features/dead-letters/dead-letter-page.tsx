import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { CircleCheck, Ellipsis, RefreshCw, Settings2, Skull, Trash2 } from 'lucide-react'
import type { PreviewSource } from '../../../shared/files/previews.ts'
import type { DeadLetter, DeadLetterQueue } from '../../../shared/queues/dead-letters.ts'
import {
  deadLettersQuery,
  receiveDeadLetters,
  removeAllDeadLetters,
  submitAllDeadLetters,
} from '../../queries/queues/dead-letters.ts'
import { useQueuesWithDead } from '../../queries/queues/metrics.ts'
import { Button } from '../../ui/controls/button.tsx'
import { IconButton } from '../../ui/controls/icon-button.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/controls/menu.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { toastInfo, toastSuccess } from '../../ui/feedback/toast-store.ts'
import { formatCount } from '../../ui/text/format.ts'
import { ConfirmDialog } from '../../ui/layout/confirm-dialog.tsx'
import { PageHeader } from '../../ui/layout/page-header.tsx'
import { useSessionState } from '../../ui/view/session-state.ts'
import { useMedia } from '../../ui/use-media.ts'
import { changeListState } from '../../ui/view/view-state.ts'
import { useView } from '../../ui/view/view.ts'
import { DeadQueueStrip } from './dead-queue-strip.tsx'
import styles from './dead-letters.module.css'
import { DeleteAllDialog, DeleteDialog } from './delete-dialogs.tsx'
import { EditDialog } from './edit-dialog.tsx'
import { KnownDead } from './known-dead.tsx'
import { DeadLetterList } from './dead-letter-list.tsx'
import { DeadLetterPanel } from './dead-letter-panel.tsx'
import { MoveProgress } from './move-progress.tsx'
import { ReceiveDialog } from './receive-dialog.tsx'
import { useDeadLetterActions } from './use-dead-letter-actions.ts'

interface DeadLetterPageProps {
  readonly connectionId: string
  readonly queue: string
  readonly dead: DeadLetterQueue
  readonly approximate: boolean
  readonly picker: ReactNode
  readonly preview: (source: PreviewSource) => ReactNode
  readonly onRefresh: () => void
}

type Asking =
  | { readonly kind: 'receive' | 'submit-all' | 'delete-all' }
  | { readonly kind: 'delete'; readonly deadLetters: readonly DeadLetter[] }
  | { readonly kind: 'edit'; readonly deadLetter: DeadLetter }

const none: ReadonlySet<string> = new Set()

/** Reads the counts again whenever the state has changed. The first time they are new anyway. */
function useRefreshAfter(state: string | null, refresh: () => void): void {
  const seen = useRef(state)
  useEffect(() => {
    const isFirst = seen.current === null
    if (seen.current === state) return
    seen.current = state
    if (!isFirst) refresh()
  })
}

/** One dead-letter queue: its numbers, the received messages, and the actions on them. */
export function DeadLetterPage(props: DeadLetterPageProps) {
  const { connectionId, queue, dead, approximate, picker, preview, onRefresh } = props
  const { name } = dead
  const { show } = useView()
  const snapshot = useQuery(deadLettersQuery()).data
  const held = snapshot?.queues.find((one) => one.name === name && one.connectionId === connectionId)
  const deadLetters = held?.deadLetters ?? []
  const move = held?.move ?? null
  /** Certain only if the counts are exact. */
  const isEmpty = !approximate && dead.depth !== null && dead.depth.visible + dead.depth.inFlight === 0
  const isMoving = move?.state === 'running' || move?.state === 'cancelling'
  const actions = useDeadLetterActions(connectionId, queue, name)
  const counted = useQueuesWithDead().find((one) => one.connectionId === connectionId && one.queue === queue)
    ?.dead?.value
  useRefreshAfter(
    snapshot === undefined ? null : `${deadLetters.length} ${move?.state} ${counted}`,
    onRefresh,
  )
  const receive = useMutation(receiveDeadLetters())
  const submitAll = useMutation(submitAllDeadLetters())
  const removeAll = useMutation(removeAllDeadLetters())
  const [asking, setAsking] = useState<Asking | null>(null)
  const pageKey = `dead-letters ${connectionId} ${name}`
  const [selected, setSelected] = useSessionState(`${pageKey} selected`, none)
  const [openId, setOpenId] = useSessionState<string | null>(`${pageKey} open`, null)
  const isNarrow = useMedia('(max-width: 899px)')
  const chosen = deadLetters.filter(({ id }) => selected.has(id))
  const open = deadLetters.find(({ id }) => id === openId) ?? (isNarrow ? undefined : deadLetters[0])
  const ref = { queue, name }
  const close = (): void => setAsking(null)
  const errors = [dead.error, receive.error, submitAll.error, removeAll.error, actions.error]
  const target = ({ source }: DeadLetter): string => source ?? dead.sources[0]?.queue ?? `${queue}-pending`

  function showJobs(job: DeadLetter['job']) {
    const focused = job === null ? {} : { focused: `job ${job.id}` }
    changeListState(`queue ${connectionId} ${queue}`, { filter: 'dead', ...focused })
    show({ kind: 'queue', name: queue })
  }

  function onReceive(max: number) {
    close()
    receive.mutate(
      { ...ref, max },
      {
        onSuccess: ({ received }) => {
          if (received > 0) return
          toastInfo(`${name} returned no messages. Others may be inspecting them.`)
          onRefresh()
        },
      },
    )
  }

  return (
    <section className={styles.view} aria-label="Dead letters">
      <PageHeader
        back={{ label: `Back to ${queue}`, run: () => show({ kind: 'queue', name: queue }) }}
        title="Dead letters"
        meta={picker ?? <span className={styles.meta}>{name}</span>}
        actions={
          <>
            <Button
              changes
              busy={submitAll.isPending || isMoving}
              onClick={() => setAsking({ kind: 'submit-all' })}
            >
              Submit all again…
            </Button>
            <Button
              changes
              variant={deadLetters.length === 0 && !isEmpty ? 'primary' : 'plain'}
              busy={receive.isPending}
              onClick={() => setAsking({ kind: 'receive' })}
            >
              {receive.isPending ? 'Receiving…' : 'Receive to inspect…'}
            </Button>
            <Menu
              align="end"
              trigger={
                <IconButton label="More" className={styles.menu}>
                  <Ellipsis />
                </IconButton>
              }
            >
              <MenuItem icon={<RefreshCw />} onSelect={onRefresh}>
                Refresh now
              </MenuItem>
              <MenuItem icon={<Settings2 />} onSelect={() => show({ kind: 'queue-settings', queue })}>
                Queue settings
              </MenuItem>
              <MenuLine />
              <MenuItem
                changes
                icon={<Trash2 />}
                tone="danger"
                onSelect={() => setAsking({ kind: 'delete-all' })}
              >
                Delete all…
              </MenuItem>
            </Menu>
          </>
        }
      />
      <DeadQueueStrip
        dead={dead}
        approximate={approximate}
        known={<KnownDead connectionId={connectionId} queue={queue} onShow={() => showJobs(null)} />}
      />
      <div className={styles.content}>
        <div className={styles.list}>
          <div className={styles.scroll} data-bar={chosen.length > 0 || undefined}>
            {deadLetters.length === 0 && isEmpty ? (
              <EmptyState icon={<CircleCheck />} title="No dead letters">
                Messages that are received too often without being finished show here.
              </EmptyState>
            ) : deadLetters.length === 0 ? (
              <EmptyState icon={<Skull />} title="No message received">
                Counts do not show the content of a message. Receive a message to inspect it. This counts as a
                receive and hides it from others for 5 min.
              </EmptyState>
            ) : (
              <DeadLetterList
                deadLetters={deadLetters}
                selected={selected}
                current={open?.id ?? null}
                edited={new Set(actions.edits.keys())}
                onSelect={setSelected}
                onOpen={setOpenId}
              />
            )}
          </div>
          {chosen.length === 0 ? null : (
            <div className={styles.bar} role="toolbar" aria-label="Selected messages">
              <output>{formatCount(chosen.length)} selected</output>
              <Button changes size="small" busy={actions.busy} onClick={() => actions.submitAgain(chosen)}>
                Submit again
              </Button>
              <Button changes size="small" busy={actions.busy} onClick={() => actions.putBack(chosen)}>
                Put back
              </Button>
              <Button
                changes
                size="small"
                busy={actions.busy}
                onClick={() => setAsking({ kind: 'delete', deadLetters: chosen })}
              >
                Delete…
              </Button>
            </div>
          )}
        </div>
        {open === undefined ? null : (
          <DeadLetterPanel
            key={open.id}
            deadLetter={open}
            preview={
              open.key === null ? null : preview({ kind: 'dead-letter', queue, name, deadLetterId: open.id })
            }
            edit={actions.edits.get(open.id)}
            target={target(open)}
            busy={actions.busy}
            isOneOfSeveral={chosen.length > 1}
            onBack={isNarrow ? () => setOpenId(null) : null}
            onSubmit={() => actions.submitAgain([open])}
            onEdit={() => setAsking({ kind: 'edit', deadLetter: open })}
            onDiscardEdit={() => actions.edit(open.id, null)}
            onPutBack={() => actions.putBack([open])}
            onDelete={() => setAsking({ kind: 'delete', deadLetters: [open] })}
            onShowJob={open.job === null ? null : () => showJobs(open.job)}
          />
        )}
      </div>
      {/* Below the list, so that the list does not move when it appears. */}
      {move === null ? null : (
        <MoveProgress
          connectionId={connectionId}
          queue={queue}
          name={name}
          move={move}
          deadLetters={deadLetters}
        />
      )}
      <div className={styles.notes}>
        {errors.map((error) => (error === null ? null : <ErrorNote key={error.message} error={error} />))}
      </div>
      {asking?.kind === 'receive' ? (
        <ReceiveDialog name={name} onReceive={onReceive} onClose={close} />
      ) : asking?.kind === 'submit-all' ? (
        <ConfirmDialog
          onServer
          title="Submit all dead letters again?"
          confirm="Submit all again"
          onConfirm={() => {
            close()
            submitAll.mutate(ref)
          }}
          onClose={close}
        >
          Each message in {name} is sent to the queue that it came from, with a new id, then deleted here.
          Workers may receive it at once, so first fix what made it fail. You can cancel at any time.
          {deadLetters.length === 0
            ? ''
            : ' Received messages are hidden and will not be moved. Put them back first to include them.'}
        </ConfirmDialog>
      ) : asking?.kind === 'delete-all' ? (
        <DeleteAllDialog
          dead={dead}
          onDelete={() => {
            close()
            removeAll.mutate(
              { ...ref, confirmed: name },
              { onSuccess: () => (toastSuccess(`${name} was emptied`), onRefresh()) },
            )
          }}
          onClose={close}
        />
      ) : asking?.kind === 'delete' ? (
        <DeleteDialog
          name={name}
          deadLetters={asking.deadLetters}
          onDelete={() => {
            close()
            actions.remove(asking.deadLetters)
          }}
          onClose={close}
        />
      ) : asking?.kind === 'edit' ? (
        <EditDialog
          queue={queue}
          name={name}
          deadLetter={asking.deadLetter}
          edit={actions.edits.get(asking.deadLetter.id)}
          target={target(asking.deadLetter)}
          onKeep={(edit) => {
            actions.edit(asking.deadLetter.id, edit)
            close()
          }}
          onSubmit={(edit) => {
            actions.submitAgain([asking.deadLetter], new Map([[asking.deadLetter.id, edit]]))
            close()
          }}
          onClose={close}
        />
      ) : null}
    </section>
  )
}
