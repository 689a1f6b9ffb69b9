import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { restartApp } from '../../queries/app-info.ts'
import { activeCount, transfersQuery } from '../../queries/transfers.ts'
import { updatesQuery } from '../../queries/updates.ts'
import { runCommand } from '../../ui/commands/commands.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Notice } from '../../ui/feedback/notice.tsx'
import styles from './app-notice.module.css'

/** Offers to restart after another version has been installed, but not while files are being transferred. */
export function InstalledNotice() {
  const isReplaced = useQuery(updatesQuery()).data?.isReplaced ?? false
  const transfers = useQuery(transfersQuery()).data
  const restart = useMutation(restartApp())
  const [dismissed, setDismissed] = useState(false)
  if (!isReplaced || dismissed) return null
  const isBusy = transfers === undefined || activeCount(transfers) > 0
  return (
    <div className={styles.wrapper}>
      <Notice title="Another version of Remotejob was installed">
        {isBusy
          ? 'You can restart once all transfers have finished.'
          : 'Restart to use it. Your jobs are kept.'}
        <span className={styles.actions}>
          <Button size="small" disabled={isBusy} busy={restart.isPending} onClick={() => restart.mutate()}>
            Restart to update
          </Button>
          <Button size="small" onClick={() => setDismissed(true)}>
            Later
          </Button>
        </span>
      </Notice>
    </div>
  )
}

/**
 * Says that a newer version is available. Once dismissed, it stays hidden until the next launch or the next version.
 */
export function UpdateNotice() {
  const updates = useQuery(updatesQuery()).data
  const version = updates?.update?.version ?? null
  const [dismissed, setDismissed] = useState<string | null>(null)
  if (version === null || version === dismissed || updates?.isReplaced === true) return null
  return (
    <div className={styles.wrapper}>
      <Notice title={`Remotejob ${version} is available`}>
        <span className={styles.actions}>
          <Button
            size="small"
            onClick={() => {
              setDismissed(version)
              runCommand('show-updates')
            }}
          >
            Show
          </Button>
          <Button size="small" onClick={() => setDismissed(version)}>
            Later
          </Button>
        </span>
      </Notice>
    </div>
  )
}
