import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { appInfoQuery } from '../../queries/app-info.ts'
import { runCommand } from '../../ui/commands/commands.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Notice } from '../../ui/feedback/notice.tsx'
import styles from './app-notice.module.css'

const titles = {
  crashed: 'This window crashed and was reloaded',
  unresponsive: 'This window stopped responding and was reloaded',
}

/** Says that the window was reloaded after a crash or a hang. */
export function ReloadNotice() {
  const reloaded = useQuery(appInfoQuery()).data?.reloaded ?? null
  const [dismissed, setDismissed] = useState(false)
  if (reloaded === null || dismissed) return null
  return (
    <div className={styles.wrapper}>
      <Notice tone="warning" title={titles[reloaded]}>
        Your transfers and claims kept running. Text that you had typed into a form is lost. The log has the
        details.
        <span className={styles.actions}>
          <Button size="small" onClick={() => runCommand('copy-diagnostics')}>
            Copy details
          </Button>
          <Button size="small" onClick={() => setDismissed(true)}>
            Dismiss
          </Button>
        </span>
      </Notice>
    </div>
  )
}
