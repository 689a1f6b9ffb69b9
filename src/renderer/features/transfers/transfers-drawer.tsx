import { useEffect, useRef, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import { transfersQuery } from '../../queries/transfers.ts'
import { useCommands } from '../../ui/commands/commands.ts'
import { IconButton } from '../../ui/controls/icon-button.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { AllActions } from './all-actions.tsx'
import { SpeedLimit } from './speed-limit.tsx'
import { TransferList } from './transfer-list.tsx'
import { firstGroup, groupOf, type TransferGroup } from './transfer-text.ts'
import { TransferTabs } from './transfer-tabs.tsx'
import { TransfersSummary } from './transfers-summary.tsx'
import styles from './transfers.module.css'

/** The transfers in the status bar, with the drawer that lists them. */
export function TransfersDrawer() {
  const transfers = useQuery(transfersQuery())
  const [open, setOpen] = useState(false)
  const [group, setGroup] = useState<TransferGroup>('moving')
  const drawer = useRef<HTMLElement>(null)
  const summary = useRef<HTMLButtonElement>(null)
  const snapshot = transfers.data
  useCommands({ 'show-transfers': toggle })

  /** Opens the drawer at a group that has transfers. */
  function toggle() {
    if (!open && snapshot !== undefined) setGroup(firstGroup(snapshot))
    setOpen(!open)
  }

  function show(next: TransferGroup) {
    setGroup(next)
    setOpen(true)
  }

  function close() {
    setOpen(false)
    summary.current?.focus()
  }

  useEffect(() => {
    if (open) drawer.current?.focus()
  }, [open])

  return (
    <>
      <TransfersSummary ref={summary} snapshot={snapshot} open={open} onToggle={toggle} onShow={show} />
      {open ? (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes it from anywhere inside
        <section
          ref={drawer}
          className={styles.drawer}
          tabIndex={-1}
          aria-label="Transfers"
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || event.defaultPrevented) return
            event.preventDefault()
            close()
          }}
        >
          <header className={styles.drawerHead}>
            {snapshot === undefined ? null : (
              <TransferTabs snapshot={snapshot} group={group} onChange={setGroup} />
            )}
            <SpeedLimit />
            {snapshot === undefined ? null : <AllActions snapshot={snapshot} />}
            <IconButton label="Close the transfers" onClick={close}>
              <ChevronDown />
            </IconButton>
          </header>
          {transfers.isError ? (
            <ErrorNote error={transfers.error} onRetry={() => void transfers.refetch()} />
          ) : snapshot === undefined ? null : (
            <TransferList
              snapshot={snapshot}
              transfers={snapshot.transfers.filter((transfer) => groupOf(transfer.state) === group)}
              group={group}
            />
          )}
        </section>
      ) : null}
    </>
  )
}
