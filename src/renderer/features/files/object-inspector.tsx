import { Fragment, useState, type Ref } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { Output } from '../../../shared/ipc/contract.ts'
import type { StoredObject } from '../../../shared/objects.ts'
import type { Direction, QueueConfig } from '../../../shared/queues.ts'
import { objectQuery, removeObject, retrieveObject, triggerObject } from '../../queries/objects.ts'
import { Button } from '../../ui/controls/button.tsx'
import { ConfirmDialog } from '../../ui/layout/confirm-dialog.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { dateTime, formatBytes, plural } from '../../ui/format.ts'
import { Inspector, InspectorFields, InspectorHead } from '../../ui/layout/inspector.tsx'
import { Notice } from '../../ui/feedback/notice.tsx'
import { ForeignText } from '../../ui/foreign-text.tsx'
import { visibleText } from '../../../shared/hidden-text.ts'
import styles from './objects-view.module.css'
import { TriggerDialog } from './trigger-dialog.tsx'

interface ObjectInspectorProps {
  readonly ref: Ref<HTMLElement>
  readonly connectionId: string
  readonly config: QueueConfig
  readonly direction: Direction
  readonly object: StoredObject
}

/** The details of an object and its actions. */
export function ObjectInspector({ ref, connectionId, config, direction, object }: ObjectInspectorProps) {
  const [asking, setAsking] = useState<'remove' | 'trigger' | null>(null)
  const input = { queue: config.name, direction, key: object.key }
  const detail = useQuery(objectQuery(connectionId, input))
  const retrieve = useMutation(retrieveObject())
  const trigger = useMutation(triggerObject())
  const remove = useMutation(removeObject(connectionId))
  const fields = Object.entries(detail.data?.fields ?? {})
  const hidden = detail.data === undefined ? null : hiddenFieldsText(detail.data)

  return (
    <>
      <Inspector
        ref={ref}
        label={object.key}
        head={<InspectorHead title={object.key} mono />}
        actions={
          <div className={styles.actions}>
            <Button variant="primary" disabled={retrieve.isPending} onClick={() => retrieve.mutate(input)}>
              Save as…
            </Button>
            <Button disabled={trigger.isPending} onClick={() => setAsking('trigger')}>
              Trigger…
            </Button>
            <Button disabled={remove.isPending} onClick={() => setAsking('remove')}>
              Remove…
            </Button>
          </div>
        }
      >
        {trigger.data === undefined ? null : (
          <Notice tone="success" title="Job sent">
            Its id is <code>{trigger.data.jobId}</code>.
          </Notice>
        )}
        {detail.isError ? <ErrorNote error={detail.error} onRetry={() => void detail.refetch()} /> : null}
        <InspectorFields>
          <dt>Size</dt>
          <dd>{formatBytes(object.size)}</dd>
          <dt>Type</dt>
          <dd>{detail.isPending ? '…' : (detail.data?.contentType ?? '—')}</dd>
          <dt>Modified</dt>
          <dd>{object.modifiedAt === null ? '—' : dateTime(object.modifiedAt)}</dd>
        </InspectorFields>
        <h3 className={styles.subhead}>Fields</h3>
        {fields.length === 0 && hidden === null ? (
          <p className={styles.empty}>{detail.isPending ? 'Loading…' : 'This object has no fields.'}</p>
        ) : (
          <InspectorFields>
            {fields.map(([name, value]) => (
              <Fragment key={name}>
                <dt title={visibleText(name)}>
                  <ForeignText text={name} />
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
      {asking === 'trigger' ? (
        <TriggerDialog
          config={config}
          objectKey={object.key}
          onTrigger={(status) => trigger.mutate({ ...input, status })}
          onClose={() => setAsking(null)}
        />
      ) : null}
      {asking === 'remove' ? (
        <ConfirmDialog
          tone="danger"
          title="Remove this object?"
          confirm="Remove"
          onConfirm={() => {
            remove.mutate(input)
            setAsking(null)
          }}
          onClose={() => setAsking(null)}
        >
          <code className={styles.askedKey}>
            <ForeignText text={object.key} />
          </code>{' '}
          ({formatBytes(object.size)}) will be deleted from the bucket. This cannot be undone. Jobs that refer
          to it will not find their payload.
        </ConfirmDialog>
      ) : null}
    </>
  )
}

/** What of the fields is too long to be shown; `null` if nothing is. */
function hiddenFieldsText({
  moreFields,
  cutFields,
}: Pick<Output<'objects:describe'>, 'moreFields' | 'cutFields'>): string | null {
  if (moreFields + cutFields === 0) return null
  const more = moreFields === 0 ? [] : [`${plural(moreFields, 'field is', 'fields are')} not shown`]
  const cut = cutFields === 0 ? [] : [`${plural(cutFields, 'field is', 'fields are')} cut`]
  return `${[...more, ...cut].join(', ')}: too long for this window.`
}
