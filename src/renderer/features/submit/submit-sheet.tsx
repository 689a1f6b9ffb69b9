import { useState } from 'react'
import type { GrantedFile, OutgoingFile } from '../../../shared/files/granted-files.ts'
import type { SubmitDefaults } from '../../../shared/jobs/submit-defaults.ts'
import { Button } from '../../ui/controls/button.tsx'
import { fieldsOf, type FieldDraft } from '../../ui/controls/field-drafts.ts'
import { FieldsEditor } from '../../ui/controls/fields-editor.tsx'
import { Select } from '../../ui/controls/select.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { Notice } from '../../ui/feedback/notice.tsx'
import { ForeignText } from '../../ui/text/foreign-text.tsx'
import { plural } from '../../ui/text/format.ts'
import { Dialog } from '../../ui/layout/dialog.tsx'
import { SheetFiles } from './sheet-files.tsx'
import {
  countOf,
  delayProblem,
  isValid,
  outgoing,
  secondsOf,
  totalText,
  unchanged,
  warnings,
  type FileEdit,
  type SheetState,
} from './sheet-state.ts'
import styles from './submit-sheet.module.css'

/** The sheet's submitted content. */
export interface SheetResult {
  readonly queue: string
  readonly files: OutgoingFile[]
  readonly delaySeconds: number
  /** The fields that every job gets. */
  readonly fields: Record<string, string>
}

interface SubmitSheetProps {
  /** Changes with the chosen job queue. */
  readonly queue: string
  readonly queues: readonly string[]
  readonly files: readonly GrantedFile[]
  /** The last input for this job queue. */
  readonly defaults: Pick<SubmitDefaults, 'fields' | 'delaySeconds'> | null
  readonly pending: boolean
  /** Why the submit failed. */
  readonly error: Error | null
  readonly onQueue: (queue: string) => void
  readonly onRemove: (file: GrantedFile) => void
  /** Opens the file dialog. */
  readonly onAdd: () => void
  readonly onSubmit: (result: SheetResult) => void
  readonly onClose: () => void
}

/**
 * The form for files before they become jobs: the files, their names, the job queue, fields and a
 * delay.
 */
export function SubmitSheet(props: SubmitSheetProps) {
  const { queue, queues, files, defaults, pending, error, onQueue, onRemove, onAdd, onSubmit, onClose } =
    props
  const [edits, setEdits] = useState<Readonly<Record<string, FileEdit>>>({})
  // `null` until the user enters something. Then the last input for the chosen job queue applies.
  const [typedDrafts, setTypedDrafts] = useState<readonly FieldDraft[] | null>(null)
  const [typedDelay, setTypedDelay] = useState<string | null>(null)
  const [chosenToken, setChosenToken] = useState<string | null>(null)
  const state: SheetState = {
    edits,
    drafts: typedDrafts ?? draftsOf(defaults),
    delay: typedDelay ?? delayOf(defaults),
  }
  const count = countOf(files)
  const chosen = files.find(({ token }) => token === chosenToken) ?? null
  const canSubmit = isValid(files, state) && !pending

  function edit(token: string, change: Partial<FileEdit>) {
    setEdits({ ...edits, [token]: { ...(edits[token] ?? unchanged), ...change } })
  }

  function submit() {
    if (!canSubmit) return
    onSubmit({
      queue,
      files: outgoing(files, state),
      delaySeconds: secondsOf(state.delay),
      fields: fieldsOf(state.drafts),
    })
  }

  return (
    <Dialog
      size="wide"
      title={
        <>
          Submit {plural(count, 'file')} to <bdi>{queue}</bdi>
        </>
      }
      description={`Each file becomes one job. ${totalText(files)} in total.`}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <Button disabled={pending} onClick={onAdd}>
            Add files…
          </Button>
          <span className={styles.space} />
          <Button disabled={pending} onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" disabled={!canSubmit}>
            Submit {plural(count, 'file')}
          </Button>
        </>
      }
    >
      <div className={styles.target}>
        <Select
          label="Job queue"
          value={queue}
          options={queues.map((name) => ({ value: name, label: name }))}
          onChange={onQueue}
        />
        <TextField
          label="Delay in seconds"
          value={state.delay}
          maxLength={3}
          placeholder="0"
          error={delayProblem(state.delay)}
          help="Workers see the jobs after this time. 0 uses the queue's delay."
          onChange={setTypedDelay}
        />
      </div>
      <SheetFiles
        files={files}
        edits={edits}
        chosen={chosenToken}
        onRename={(token, name) => edit(token, { name })}
        onRemove={(file) => {
          if (file.token === chosenToken) setChosenToken(null)
          onRemove(file)
        }}
        onChoose={(token) => setChosenToken(token === chosenToken ? null : token)}
      />
      {files.length > 0 ? null : <Notice title="No files are left. Add files, or cancel." />}
      {warnings(files, state).map((text) => (
        <Notice key={text} tone="warning" title={text} />
      ))}
      {chosen === null ? (
        <section className={styles.section} aria-label="Fields">
          <h3 className={styles.label}>
            {count === 1 ? 'Fields (optional)' : 'Fields of every job (optional)'}
          </h3>
          <FieldsEditor drafts={state.drafts} onChange={setTypedDrafts} />
        </section>
      ) : (
        <OwnFields
          key={chosen.token}
          file={chosen}
          edit={edits[chosen.token] ?? unchanged}
          onEdit={(change) => edit(chosen.token, change)}
          onDone={() => setChosenToken(null)}
        />
      )}
      {error === null ? null : <ErrorNote error={error} />}
    </Dialog>
  )
}

interface OwnFieldsProps {
  readonly file: GrantedFile
  readonly edit: FileEdit
  readonly onEdit: (change: Partial<FileEdit>) => void
  readonly onDone: () => void
}

/** One file's fields and delay. */
function OwnFields({ file, edit, onEdit, onDone }: OwnFieldsProps) {
  return (
    <section className={styles.section} aria-label="Fields of one file">
      <h3 className={styles.label}>
        Only for <ForeignText text={file.name} isName />, in addition to the fields of every job
      </h3>
      <FieldsEditor drafts={edit.drafts ?? []} onChange={(drafts) => onEdit({ drafts })} />
      <div className={styles.target}>
        <TextField
          label="Delay of this file in seconds"
          value={edit.delay ?? ''}
          maxLength={3}
          placeholder="same as all"
          error={delayProblem(edit.delay ?? '')}
          onChange={(delay) => onEdit({ delay: delay.trim() === '' ? null : delay })}
        />
        <Button size="small" onClick={onDone}>
          Back to the fields of every job
        </Button>
      </div>
    </section>
  )
}

function draftsOf(defaults: SubmitSheetProps['defaults']): readonly FieldDraft[] {
  return (defaults?.fields ?? []).map(([name, value], index) => ({ id: index + 1, name, value }))
}

function delayOf(defaults: SubmitSheetProps['defaults']): string {
  const seconds = defaults?.delaySeconds ?? 0
  return seconds === 0 ? '' : String(seconds)
}
