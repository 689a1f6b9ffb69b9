import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { previewUrl } from '../../../shared/files/preview-address.ts'
import { previewPageQuery } from '../../queries/previews.ts'
import { IconButton } from '../../ui/controls/icon-button.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { formatCount } from '../../ui/text/format.ts'
import styles from './preview.module.css'

interface PagesPreviewProps {
  readonly id: string
  readonly pages: number
}

/** A document, one page at a time. */
export function PagesPreview({ id, pages }: PagesPreviewProps) {
  const [page, setPage] = useState(1)
  const drawn = useQuery(previewPageQuery(id, page))
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <section className={styles.scroll} tabIndex={0} aria-label={`Page ${page}`}>
        {drawn.isError ? (
          <div className={styles.message}>
            <ErrorNote error={drawn.error} onRetry={() => void drawn.refetch()} />
          </div>
        ) : drawn.data === undefined ? (
          <output className={styles.waiting}>Drawing page {page}…</output>
        ) : (
          <img
            className={styles.page}
            src={previewUrl(id, drawn.data.page)}
            width={drawn.data.width}
            height={drawn.data.height}
            alt={`Page ${page} of the document`}
            draggable={false}
          />
        )}
      </section>
      <div className={styles.pager}>
        <IconButton label="Previous page" disabled={page <= 1} onClick={() => setPage(page - 1)}>
          <ChevronLeft />
        </IconButton>
        <output>
          Page {formatCount(page)} of {formatCount(pages)}
        </output>
        <IconButton label="Next page" disabled={page >= pages} onClick={() => setPage(page + 1)}>
          <ChevronRight />
        </IconButton>
      </div>
    </>
  )
}
