import { useMutation, useQuery } from '@tanstack/react-query'
import { restartApp, problemsQuery } from '../../queries/app-info.ts'
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
  settings: {
    title: 'Some settings could not be read',
    text: 'Check the connections and the settings: the file was damaged, or a newer Remotejob wrote it. The log says where the original file is.',
  },
} as const

/** The most serious problem comes first. */
const order = ['history', 'app', 'settings'] as const

/** Says that a part of main has stopped working, and what to do. It stays until the restart. */
export function ProblemNotice() {
  const known = useQuery(problemsQuery()).data?.problems ?? []
  const problem = order.find((one) => known.includes(one))
  const restart = useMutation(restartApp())
  if (problem === undefined) return null
  const { title, text } = texts[problem]
  return (
    <div className={styles.wrapper}>
      <Notice tone="danger" title={title}>
        {text}
        <span className={styles.actions}>
          <Button size="small" busy={restart.isPending} onClick={() => restart.mutate()}>
            Restart
          </Button>
          {problem === 'settings' ? (
            <Button size="small" onClick={() => runCommand('show-log')}>
              Show log
            </Button>
          ) : (
            <Button size="small" onClick={() => runCommand('copy-diagnostics')}>
              Copy details
            </Button>
          )}
        </span>
      </Notice>
    </div>
  )
}
