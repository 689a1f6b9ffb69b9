import { Fragment, type ReactNode, type Ref } from 'react'
import { useQuery } from '@tanstack/react-query'
import { ArrowLeft } from 'lucide-react'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import type { Output } from '../../../shared/ipc/contract.ts'
import type { StoredObject } from '../../../shared/files/objects.ts'
import type { PreviewSource } from '../../../shared/files/previews.ts'
import type { Direction } from '../../../shared/queues/queues.ts'
import { objectQuery } from '../../queries/objects.ts'
import { Button } from '../../ui/controls/button.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { Notice } from '../../ui/feedback/notice.tsx'
import { ForeignText } from '../../ui/text/foreign-text.tsx'
import { dateTime, formatBytes, plural } from '../../ui/text/format.ts'
import { Inspector, InspectorFields, InspectorHead } from '../../ui/layout/inspector.tsx'
import styles from './files-view.module.css'

interface FileInspectorProps {
  readonly ref: Ref<HTMLElement>
  readonly connectionId: string
  readonly queue: string
  readonly direction: Direction
  readonly object: StoredObject
  /** Its name, or else its key. */
  readonly name: string
  /** True if its key names a job that is not on this computer. */
  readonly isOfUnknownJob: boolean
  readonly busy: boolean
  readonly isSaving: boolean
  readonly preview: (source: PreviewSource) => ReactNode
  /** Shown in a narrow window, where it covers the list. */
  readonly onBack: (() => void) | null
  readonly onSave: () => void
  readonly onSubmit: () => void
  readonly onRemove: () => void
}

/** One file: its preview, its actions, and its metadata. */
export function FileInspector(props: FileInspectorProps) {
  const { ref, connectionId, queue, direction, object, name, isOfUnknownJob } = props
  const { busy, isSaving, preview, onBack, onSave, onSubmit, onRemove } = props
  const input = { queue, direction, key: object.key }
  const detail = useQuery(objectQuery(connectionId, input))
  const fields = Object.entries(detail.data?.fields ?? {})
  const hidden = detail.data === undefined ? null : hiddenFieldsText(detail.data)

  return (
    <Inspector
      ref={ref}
      label={name}
      className={onBack === null ? undefined : styles.sheet}
      head={
        <InspectorHead title={name} mono={name === object.key}>
          {onBack === null ? null : (
            <Button size="small" icon={<ArrowLeft />} onClick={onBack}>
              Back
            </Button>
          )}
        </InspectorHead>
      }
      actions={
        <div className={styles.actions}>
          <Button variant="primary" busy={isSaving} onClick={onSave}>
            Save as…
          </Button>
          <Button changes busy={busy} onClick={onSubmit}>
            Submit again…
          </Button>
          <Button changes busy={busy} onClick={onRemove}>
            Delete…
          </Button>
        </div>
      }
    >
      {preview({ kind: 'object', ...input })}
      {detail.isError ? <ErrorNote error={detail.error} onRetry={() => void detail.refetch()} /> : null}
      <InspectorFields>
        <dt>Size</dt>
        <dd>{formatBytes(object.size)}</dd>
        <dt>Type</dt>
        <dd>{detail.isPending ? '…' : (detail.data?.contentType ?? '—')}</dd>
        <dt>Modified</dt>
        <dd>{object.modifiedAt === null ? '—' : dateTime(object.modifiedAt)}</dd>
        <dt>Key</dt>
        <dd className={styles.mono}>
          <ForeignText text={object.key} isName />
        </dd>
        {isOfUnknownJob ? (
          <>
            <dt>Job</dt>
            <dd>
              No job on this computer has the id in this key. If SQS has moved a job back from a dead-letter
              queue, its message has a new id, and its results show only here.
            </dd>
          </>
        ) : null}
      </InspectorFields>
      <h3 className={styles.subhead}>Fields</h3>
      {fields.length === 0 && hidden === null ? (
        <p className={styles.empty}>{detail.isPending ? 'Loading…' : 'No fields'}</p>
      ) : (
        <InspectorFields>
          {fields.map(([field, value]) => (
            <Fragment key={field}>
              <dt title={visibleText(field, true)}>
                <ForeignText text={field} isName />
              </dt>
              <dd>
                <ForeignText text={value === '' ? '—' : value} />
              </dd>
            </Fragment>
          ))}
        </InspectorFields>
      )}
      {hidden === null ? null : <Notice title={hidden} />}
    </Inspector>
  )
}

/** Returns a note about fields that are too long to show, or `null`. */
function hiddenFieldsText({
  moreFields,
  cutFields,
}: Pick<Output<'objects:describe'>, 'moreFields' | 'cutFields'>): string | null {
  if (moreFields + cutFields === 0) return null
  const more = moreFields === 0 ? [] : [`${plural(moreFields, 'field is', 'fields are')} not shown`]
  const cut = cutFields === 0 ? [] : [`${plural(cutFields, 'field is', 'fields are')} truncated`]
  return `${[...more, ...cut].join(', ')}: too long for this window.`
}
