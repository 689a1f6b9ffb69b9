import { useMutation, useQuery } from '@tanstack/react-query'
import { dismissHiddenHistory, historyStatusQuery, showHiddenHistory } from '../../queries/jobs/history.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Notice } from '../../ui/feedback/notice.tsx'
import styles from './history-notice.module.css'

const texts = {
  damaged: {
    title: 'The history was damaged, so a new one was started',
    text: 'All readable jobs were kept. The damaged file is kept as ',
  },
  newer: {
    title: 'A newer version of Remotejob wrote the history',
    text: 'This version keeps a separate history. The newer one is unchanged in ',
  },
} as const

/** Says that the existing history cannot be shown. Stays until the user dismisses it. */
export function HistoryNotice() {
  const hidden = useQuery(historyStatusQuery()).data?.hiddenFile ?? null
  const showFile = useMutation(showHiddenHistory())
  const dismiss = useMutation(dismissHiddenHistory())
  if (hidden === null) return null
  const { title, text } = texts[hidden.why]
  return (
    <div className={styles.wrapper}>
      <Notice tone="warning" title={title}>
        {text}
        <code>{hidden.fileName}</code>.
        <span className={styles.actions}>
          <Button size="small" busy={showFile.isPending} onClick={() => showFile.mutate()}>
            Show file
          </Button>
          <Button size="small" busy={dismiss.isPending} onClick={() => dismiss.mutate()}>
            Dismiss
          </Button>
        </span>
      </Notice>
    </div>
  )
}
