import { useMutation, useQuery } from '@tanstack/react-query'
import { restartApp, troublesQuery } from '../../queries/app-info.ts'
import { runCommand } from '../../ui/commands/commands.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Notice } from '../../ui/feedback/notice.tsx'
import styles from './app-notice.module.css'

const texts = {
  history: {
    title: 'Remotejob can no longer record its work',
    text: 'The history can no longer be written. Restart Remotejob before you go on. Everything recorded so far will continue.',
  },
  app: {
    title: 'Something went wrong inside Remotejob',
    text: 'Some parts may no longer work. Restart Remotejob. Transfers and claims then continue where they left off.',
  },
} as const

/** Says that a part of main has stopped working, and what to do. It stays until the restart. */
export function TroubleNotice() {
  const [trouble] = useQuery(troublesQuery()).data?.troubles ?? []
  const restart = useMutation(restartApp())
  if (trouble === undefined) return null
  const { title, text } = texts[trouble]
  return (
    <div className={styles.wrapper}>
      <Notice tone="danger" title={title}>
        {text}
        <span className={styles.actions}>
          <Button size="small" busy={restart.isPending} onClick={() => restart.mutate()}>
            Restart
          </Button>
          <Button size="small" variant="quiet" onClick={() => runCommand('copy-diagnostics')}>
            Copy details
          </Button>
        </span>
      </Notice>
    </div>
  )
}
