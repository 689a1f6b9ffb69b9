import { lazy, Suspense, useEffect, useId } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { PreviewSource } from '../../../shared/previews.ts'
import { RemotejobError } from '../../ipc/client.ts'
import { closePreview, previewQuery } from '../../queries/previews.ts'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import styles from './preview.module.css'

const PreviewContent = lazy(() =>
  import('./preview-content.tsx').then((module) => ({ default: module.PreviewContent })),
)

interface PreviewProps {
  readonly source: PreviewSource
}

/** What is in a file, in a box whose height never changes. Reading it costs a request or a few, which are counted. */
export function Preview({ source }: PreviewProps) {
  const opened = useQuery(previewQuery(useId(), source))
  const { mutate: close } = useMutation(closePreview())
  const id = opened.data?.id
  useEffect(() => (id === undefined ? undefined : () => close(id)), [id, close])

  return (
    <section className={styles.preview} aria-label="Preview">
      {opened.isError ? (
        <div className={styles.box}>
          <div className={styles.message}>
            <ErrorNote
              error={opened.error}
              {...(canRetry(opened.error) && { onRetry: retry(opened.refetch) })}
            />
          </div>
        </div>
      ) : opened.data === undefined ? (
        <Waiting />
      ) : (
        <Suspense fallback={<Waiting />}>
          <PreviewContent key={opened.data.id} preview={opened.data} onRetry={retry(opened.refetch)} />
        </Suspense>
      )}
    </section>
  )
}

/** An empty box. After 300 ms, it says what is going on. */
function Waiting() {
  return (
    <div className={styles.box}>
      <output className={styles.waiting}>Loading the preview…</output>
    </div>
  )
}

function canRetry(error: Error): boolean {
  return !(error instanceof RemotejobError) || error.retryable
}

const retry = (refetch: () => Promise<unknown>) => () => void refetch()
