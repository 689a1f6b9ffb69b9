import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { updatesQuery } from '../../queries/updates.ts'
import { runCommand } from '../../ui/commands/commands.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Notice } from '../../ui/feedback/notice.tsx'
import styles from './app-notice.module.css'

/** Says that a newer version is available. Once dismissed, it stays hidden until the next start or version. */
export function UpdateNotice() {
  const version = useQuery(updatesQuery()).data?.update?.version ?? null
  const [dismissed, setDismissed] = useState<string | null>(null)
  if (version === null || version === dismissed) return null
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
          <Button size="small" variant="quiet" onClick={() => setDismissed(version)}>
            Later
          </Button>
        </span>
      </Notice>
    </div>
  )
}
