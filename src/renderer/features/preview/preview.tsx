import { lazy, Suspense, useEffect, useId } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { PreviewSource } from '../../../shared/files/previews.ts'
import { RemotejobError } from '../../ipc/client.ts'
import { closePreview, previewQuery } from '../../queries/previews.ts'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { Framed } from './framed.tsx'
import styles from './preview.module.css'

const PreviewContent = lazy(() =>
  import('./preview-content.tsx').then((module) => ({ default: module.PreviewContent })),
)

interface PreviewProps {
  readonly source: PreviewSource
}

/**
 * A file's content, in a box of constant height. Reading it takes a few requests, which are
 * counted.
 */
export function Preview({ source }: PreviewProps) {
  const opened = useQuery(previewQuery(useId(), source))
  const { mutate: close } = useMutation(closePreview())
  const id = opened.data?.id
  useEffect(() => (id === undefined ? undefined : () => close(id)), [id, close])

  return (
    <section className={styles.preview} aria-label="Preview">
      {opened.isError ? (
        <Framed caption="">
          {isGone(opened.error) ? (
            <p className={styles.message}>
              {/* Makes clear that the user's own file was not deleted. */}
              {source.kind === 'payload'
                ? 'The uploaded copy was deleted from the bucket.'
                : 'The file was deleted from the bucket.'}
            </p>
          ) : (
            <div className={styles.message}>
              <ErrorNote
                error={opened.error}
                {...(canRetry(opened.error) && { onRetry: retry(opened.refetch) })}
              />
            </div>
          )}
        </Framed>
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

/** An empty box that says after 300 ms what is loading. */
function Waiting() {
  return (
    <Framed caption="">
      <output className={styles.waiting}>Loading the preview…</output>
    </Framed>
  )
}

/** A finished or released job's file may be gone. That is not an error. */
function isGone(error: Error): boolean {
  return error instanceof RemotejobError && error.code === 'OBJECT_NOT_FOUND'
}

function canRetry(error: Error): boolean {
  return !(error instanceof RemotejobError) || error.retryable
}

const retry = (refetch: () => Promise<unknown>) => () => void refetch()
