import { useState } from 'react'
import { File as FileIcon, Folder } from 'lucide-react'
import type { GrantedFile, OutgoingFile } from '../../../shared/granted-files.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Dialog } from '../../ui/layout/dialog.tsx'
import { draftProblem, fieldsOf, type FieldDraft } from '../../ui/controls/field-drafts.ts'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { FieldsEditor } from '../../ui/controls/fields-editor.tsx'
import { formatBytes, plural } from '../../ui/format.ts'
import { TextField } from '../../ui/controls/text-field.tsx'
import { ForeignText } from '../../ui/foreign-text.tsx'
import styles from './edit-sheet.module.css'

/** The number of file names that can be edited one by one. */
const maxEditableNames = 12

interface EditSheetProps {
  readonly queue: string
  readonly files: readonly GrantedFile[]
  readonly pending: boolean
  /** Why the submit failed. */
  readonly error: Error | null
  readonly onSubmit: (files: readonly OutgoingFile[]) => void
  readonly onClose: () => void
}

/** Edits names and fields of files before they are submitted. */
export function EditSheet({ queue, files, pending, error, onSubmit, onClose }: EditSheetProps) {
  const [names, setNames] = useState<Readonly<Record<string, string>>>({})
  const [drafts, setDrafts] = useState<readonly FieldDraft[]>([])
  const count = files.reduce((sum, file) => sum + file.files, 0)
  const nameOf = (file: GrantedFile): string => names[file.token] ?? file.name
  const isValid =
    files.every((file) => nameOf(file).trim() !== '') &&
    drafts.every((draft) => draftProblem(draft, drafts) === null)

  function submit() {
    if (!isValid || pending) return
    const fields = fieldsOf(drafts)
    onSubmit(
      files.map((file) => {
        const name = nameOf(file).trim()
        return { token: file.token, name: file.kind === 'folder' || name === file.name ? null : name, fields }
      }),
    )
  }

  return (
    <Dialog
      size="wide"
      title={
        <>
          Submit {plural(count, 'file')} to <bdi>{queue}</bdi>
        </>
      }
      description="Each file becomes one job. These details are sent with it."
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <Button disabled={pending} onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" disabled={!isValid || pending}>
            Submit {plural(count, 'file')}
          </Button>
        </>
      }
    >
      <section className={styles.section} aria-label="Files">
        <h3 className={styles.label}>Files</h3>
        {files.slice(0, maxEditableNames).map((file) => (
          <div key={file.token} className={styles.file}>
            {file.kind === 'folder' ? (
              <>
                <Folder size={15} aria-hidden />
                <span className={styles.folder}>
                  <ForeignText text={file.name} />
                </span>
                <span className={styles.size}>{plural(file.files, 'file')}</span>
              </>
            ) : (
              <>
                <FileIcon size={15} aria-hidden />
                <TextField
                  label={`Name of ${file.name}`}
                  hideLabel
                  maxLength={300}
                  value={nameOf(file)}
                  error={nameOf(file).trim() === '' ? 'Enter a file name.' : null}
                  onChange={(name) => setNames({ ...names, [file.token]: name })}
                />
                <span className={styles.size}>{file.size === null ? '' : formatBytes(file.size)}</span>
              </>
            )}
          </div>
        ))}
        {files.length <= maxEditableNames ? null : (
          <p className={styles.more}>
            and {plural(files.length - maxEditableNames, 'more', 'more')}, each under its own name
          </p>
        )}
      </section>
      <section className={styles.section} aria-label="Extra fields">
        <h3 className={styles.label}>{count === 1 ? 'Extra fields' : 'Extra fields of every job'}</h3>
        <FieldsEditor drafts={drafts} onChange={setDrafts} />
      </section>
      {error === null ? null : <ErrorNote error={error} />}
    </Dialog>
  )
}
