import { Fragment, type ReactNode } from 'react'
import { ArrowLeft, ChevronRight } from 'lucide-react'
import type { DeadLetter } from '../../../shared/queues/dead-letters.ts'
import { maxEditedLength } from '../../../shared/queues/queue-rules.ts'
import { Button } from '../../ui/controls/button.tsx'
import { CopyButton } from '../../ui/controls/copy-button.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { Notice } from '../../ui/feedback/notice.tsx'
import { ForeignText } from '../../ui/text/foreign-text.tsx'
import { dateTime, formatCount, formatDuration, plural } from '../../ui/text/format.ts'
import { InspectorFields } from '../../ui/layout/inspector.tsx'
import { useTimeDerived } from '../../ui/use-now.ts'
import { prettyJson } from '../../ui/text/pretty-json.ts'
import { deadLetterName } from './dead-letter-name.ts'
import styles from './dead-letter-panel.module.css'
import type { Edit } from './use-dead-letter-actions.ts'

interface DeadLetterPanelProps {
  readonly deadLetter: DeadLetter
  /** The preview of its payload, or `null` if it points to none. */
  readonly preview: ReactNode
  readonly edit: Edit | undefined
  /** The queue that “Submit again” sends it to. */
  readonly target: string
  readonly busy: boolean
  /** Several messages are selected, but the actions here apply to only one. */
  readonly isOneOfSeveral: boolean
  /** For a narrow window, where the panel covers the list. */
  readonly onBack: (() => void) | null
  readonly onSubmit: () => void
  readonly onEdit: () => void
  readonly onDiscardEdit: () => void
  readonly onPutBack: () => void
  readonly onDelete: () => void
  readonly onShowJob: (() => void) | null
}

/** One dead letter: its content, how often it was received, and the actions on it. */
export function DeadLetterPanel(props: DeadLetterPanelProps) {
  const { deadLetter, edit, target, busy, onBack, onSubmit, onEdit, onDiscardEdit, onPutBack, onDelete } =
    props
  const name = deadLetterName(deadLetter)
  const idle = deadLetter.activity === 'idle' && !busy
  const attributes = edit?.attributes ?? deadLetter.attributes
  return (
    <section className={styles.panel} aria-label={name}>
      <header className={styles.head}>
        {onBack === null ? null : (
          <Button size="small" icon={<ArrowLeft />} onClick={onBack}>
            Back
          </Button>
        )}
        <h2 className={styles.title}>
          <ForeignText text={name} isName />
        </h2>
        <HiddenFor deadLetter={deadLetter} />
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <div className={styles.body} tabIndex={0}>
        {deadLetter.error === null ? null : <ErrorNote error={deadLetter.error} />}
        {deadLetter.sentAs === null ? null : (
          <Notice tone="warning" title="Sent again, but not deleted here">
            Its new id is <code>{deadLetter.sentAs}</code>. “Delete this copy” does not send it again.
          </Notice>
        )}
        {edit === undefined ? null : (
          <Notice title="Edited, not yet sent">
            <Button size="small" onClick={onDiscardEdit}>
              Discard the changes
            </Button>
          </Notice>
        )}
        {props.preview}
        <InspectorFields>
          <dt>Attempts</dt>
          <dd>{plural(deadLetter.receivedCount, 'receive')}, this one included</dd>
          <dt>First sent</dt>
          <dd>{deadLetter.sentAt === null ? 'unknown' : dateTime(deadLetter.sentAt)}</dd>
          <dt>First received</dt>
          <dd>{deadLetter.firstReceivedAt === null ? 'unknown' : dateTime(deadLetter.firstReceivedAt)}</dd>
          <dt>Came from</dt>
          <dd>{deadLetter.source ?? 'unknown: the server does not report it'}</dd>
          <dt>Message id</dt>
          <dd className={styles.copyable}>
            <code>{deadLetter.messageId}</code>
            <CopyButton text={deadLetter.messageId} label="Copy the message id" />
          </dd>
          <dt>Job</dt>
          <dd>
            {deadLetter.job === null || props.onShowJob === null ? (
              'not from this computer'
            ) : (
              <button type="button" className={styles.link} onClick={props.onShowJob}>
                Show in the list of jobs
              </button>
            )}
          </dd>
        </InspectorFields>
        <Fields deadLetter={deadLetter} />
        {attributes.length === 0 ? null : (
          <>
            <h3 className={styles.caption}>Attributes</h3>
            <InspectorFields>
              {attributes.map((one) => (
                <Fragment key={one.name}>
                  <dt>
                    <ForeignText text={one.name} isName />
                  </dt>
                  <dd>
                    <ForeignText text={one.value} />
                  </dd>
                </Fragment>
              ))}
            </InspectorFields>
          </>
        )}
        <details className={styles.details} open={Object.keys(deadLetter.fields).length === 0 || undefined}>
          <summary>
            <ChevronRight size={16} aria-hidden />
            Raw message
            {deadLetter.bodyLength > deadLetter.body.length
              ? `, the first ${formatCount(deadLetter.body.length)} of ${formatCount(deadLetter.bodyLength)} characters`
              : null}
          </summary>
          <pre className={styles.raw}>
            <ForeignText text={prettyJson(edit?.body ?? deadLetter.body)} />
          </pre>
        </details>
      </div>
      <footer className={styles.actions}>
        {props.isOneOfSeveral ? <p className={styles.only}>Only for this message:</p> : null}
        <Button
          changes
          variant={props.isOneOfSeveral ? 'plain' : 'primary'}
          disabled={!idle}
          title={deadLetter.sentAs === null ? `Sends it to ${target}, then deletes it here` : undefined}
          onClick={onSubmit}
        >
          {deadLetter.sentAs === null ? 'Submit again' : 'Delete this copy'}
        </Button>
        <Button
          disabled={!idle || deadLetter.isTruncated || deadLetter.sentAs !== null}
          title={deadLetter.isTruncated ? whyNotEdited(deadLetter) : undefined}
          onClick={onEdit}
        >
          Edit…
        </Button>
        <Button changes disabled={!idle} title="Makes it visible to others at once" onClick={onPutBack}>
          Put back
        </Button>
        <Button changes disabled={!idle} onClick={onDelete}>
          Delete…
        </Button>
      </footer>
    </section>
  )
}

function whyNotEdited({ bodyLength }: DeadLetter): string {
  return bodyLength > maxEditedLength
    ? 'This message is too long to be edited here.'
    : 'The window has only a part of this message. Put others back, then edit it.'
}

function HiddenFor({ deadLetter }: { readonly deadLetter: DeadLetter }) {
  const text = useTimeDerived((now) =>
    now >= deadLetter.hiddenUntil
      ? 'Visible to others again: receive it again to act on it'
      : `Hidden from others for another ${formatDuration(deadLetter.hiddenUntil - now)}`,
  )
  return <p className={styles.hidden}>{text}</p>
}

function Fields({ deadLetter }: { readonly deadLetter: DeadLetter }) {
  const fields = Object.entries(deadLetter.fields)
  if (fields.length === 0 && deadLetter.key === null) return null
  return (
    <>
      <h3 className={styles.caption}>Fields</h3>
      <InspectorFields>
        {fields.map(([name, value]) => (
          <Fragment key={name}>
            <dt>
              <ForeignText text={name} isName />
            </dt>
            <dd>
              <ForeignText text={value === '' ? '—' : value} />
            </dd>
          </Fragment>
        ))}
        {deadLetter.key === null ? null : (
          <>
            <dt>Payload</dt>
            <dd>
              <ForeignText text={`${deadLetter.bucket ?? ''}/${deadLetter.key}`} isName />
            </dd>
          </>
        )}
      </InspectorFields>
      {deadLetter.moreFields === 0 ? null : (
        <p className={styles.hidden}>{plural(deadLetter.moreFields, 'more field')}</p>
      )}
    </>
  )
}
