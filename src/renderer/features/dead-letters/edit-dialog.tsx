import { useEffect, useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import type { DeadLetter } from '../../../shared/queues/dead-letters.ts'
import { keepDeadLetters } from '../../queries/queues/dead-letters.ts'
import { Button } from '../../ui/controls/button.tsx'
import { IconButton } from '../../ui/controls/icon-button.tsx'
import { TextArea } from '../../ui/controls/text-area.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import { Dialog } from '../../ui/layout/dialog.tsx'
import { prettyJson } from '../../ui/text/pretty-json.ts'
import styles from './dead-letters.module.css'
import type { Edit } from './use-dead-letter-actions.ts'

const maxAttributes = 10
/** Well below the five minutes for which a message stays hidden. */
const keepEveryMs = 120_000

interface EditDialogProps {
  readonly queue: string
  readonly name: string
  readonly deadLetter: DeadLetter
  readonly edit: Edit | undefined
  readonly target: string
  readonly onKeep: (edit: Edit) => void
  readonly onSubmit: (edit: Edit) => void
  readonly onClose: () => void
}

/**
 * Edits a dead letter's body and attributes before it is resubmitted. Until then, it stays hidden from other consumers.
 */
export function EditDialog(props: EditDialogProps) {
  const { queue, name, deadLetter, edit, target, onKeep, onSubmit, onClose } = props
  const [body, setBody] = useState(edit?.body ?? prettyJson(deadLetter.body))
  const [attributes, setAttributes] = useState(() =>
    (edit?.attributes ?? deadLetter.attributes).map((one, id) => ({ ...one, id })),
  )
  useKept(queue, name, deadLetter.id)
  const problem = attributes.some((one) => one.name === '' || one.value === '')
    ? 'Every attribute needs a name and a value.'
    : new Set(attributes.map((one) => one.name)).size < attributes.length
      ? 'Two attributes have the same name.'
      : null
  const result: Edit = {
    body: compact(body, deadLetter.body),
    attributes: attributes.map(({ name: key, type, value }) => ({ name: key, type, value })),
  }
  const wasJson = isJson(deadLetter.body)
  const bodyError =
    body.trim() === '' ? 'Enter a message body.' : wasJson && !isJson(body) ? 'This is not valid JSON.' : null
  const blocked = bodyError !== null || problem !== null

  function change(id: number, part: Partial<(typeof attributes)[number]>) {
    setAttributes(attributes.map((one) => (one.id === id ? { ...one, ...part } : one)))
  }

  return (
    <Dialog
      title="Edit and submit again"
      description={
        <>
          A new message is sent to <span className={styles.mono}>{target}</span>, then this one is deleted.
        </>
      }
      size="wide"
      onClose={onClose}
      onSubmit={() => {
        if (!blocked) onSubmit(result)
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button disabled={blocked} onClick={() => onKeep(result)}>
            Keep for later
          </Button>
          <Button variant="primary" type="submit" disabled={blocked}>
            Submit again
          </Button>
        </>
      }
    >
      <TextArea
        label="Message body"
        value={body}
        onChange={setBody}
        error={bodyError}
        help={
          wasJson
            ? "JSON. Its members are the job's fields. “bucket” and “key” say where the payload is."
            : 'Text'
        }
      />
      <fieldset className={styles.attributes}>
        <legend>Attributes</legend>
        {attributes.map((one, index) => (
          <div key={one.id} className={styles.attribute}>
            <TextField
              label={`Name of attribute ${index + 1}`}
              hideLabel
              mono
              placeholder="name"
              maxLength={256}
              value={one.name}
              onChange={(value) => change(one.id, { name: value })}
            />
            <span className={styles.type}>{one.type}</span>
            <TextField
              label={`Value of attribute ${index + 1}`}
              hideLabel
              placeholder="value"
              value={one.value}
              disabled={one.type.startsWith('Binary')}
              onChange={(value) => change(one.id, { value })}
            />
            <IconButton
              label={`Remove attribute ${index + 1}`}
              onClick={() => setAttributes(attributes.filter(({ id }) => id !== one.id))}
            >
              <X />
            </IconButton>
          </div>
        ))}
        <div>
          <Button
            size="small"
            icon={<Plus />}
            disabled={attributes.length >= maxAttributes}
            onClick={() => {
              const id = Math.max(-1, ...attributes.map((one) => one.id)) + 1
              setAttributes([...attributes, { id, name: '', type: 'String', value: '' }])
            }}
          >
            Add attribute
          </Button>
        </div>
        {problem === null ? null : <p className={styles.problem}>{problem}</p>}
      </fieldset>
    </Dialog>
  )
}

/**
 * Keeps the message hidden from other consumers during the edit. This is a lease, so it is renewed
 * even while the window is hidden.
 */
function useKept(queue: string, name: string, id: string): void {
  const { mutate } = useMutation(keepDeadLetters())
  useEffect(() => {
    const keep = (): void => mutate({ queue, name, ids: [id] })
    keep()
    const timer = setInterval(keep, keepEveryMs)
    return () => {
      clearInterval(timer)
    }
  }, [mutate, queue, name, id])
}

function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}

/** Removes the line breaks that the editor added for display, but keeps those of the original. */
function compact(text: string, original: string): string {
  if (text === prettyJson(original)) return original
  return isJson(text) && text === prettyJson(text) ? JSON.stringify(JSON.parse(text)) : text
}
