import { useMutation, useQuery } from '@tanstack/react-query'
import { dismissSetAsideHistory, historyStatusQuery, showSetAsideHistory } from '../../queries/history.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import styles from './history-notice.module.css'

const sentences = {
  damaged: {
    title: 'The history was damaged, so a new one was begun',
    text: 'What could be read of it goes on. The damaged file was kept as ',
  },
  newer: {
    title: 'A newer Remotejob wrote the history',
    text: 'This version keeps one of its own and leaves that one as it is, in ',
  },
} as const

/** Says that an earlier history is not shown, until the person has seen it. */
export function HistoryNotice() {
  const setAside = useQuery(historyStatusQuery()).data?.setAside ?? null
  const showFile = useMutation(showSetAsideHistory())
  const dismiss = useMutation(dismissSetAsideHistory())
  if (setAside === null) return null
  const { title, text } = sentences[setAside.why]
  return (
    <div className={styles.place}>
      <Notice tone="warning" title={title}>
        {text}
        <code>{setAside.fileName}</code>.
        <span className={styles.actions}>
          <Button size="small" onClick={() => showFile.mutate()}>
            Show file
          </Button>
          <Button size="small" variant="quiet" onClick={() => dismiss.mutate()}>
            Dismiss
          </Button>
        </span>
      </Notice>
    </div>
  )
}
