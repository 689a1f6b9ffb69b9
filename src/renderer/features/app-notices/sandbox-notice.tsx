import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { appInfoQuery } from '../../queries/app-info.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Notice } from '../../ui/feedback/notice.tsx'
import styles from './app-notice.module.css'

/** Warns that the app runs without Chromium's sandbox. Once dismissed, it stays hidden until the next launch. */
export function SandboxNotice() {
  const sandboxed = useQuery(appInfoQuery()).data?.sandboxed ?? true
  const [dismissed, setDismissed] = useState(false)
  if (sandboxed || dismissed) return null
  return (
    <div className={styles.wrapper}>
      <Notice tone="warning" title="Remotejob runs without a sandbox">
        This system does not allow one. A flaw in Chromium could give access to everything your user can
        access. The terminal in which you started Remotejob says how to turn the sandbox on.
        <span className={styles.actions}>
          <Button size="small" onClick={() => setDismissed(true)}>
            Dismiss
          </Button>
        </span>
      </Notice>
    </div>
  )
}
