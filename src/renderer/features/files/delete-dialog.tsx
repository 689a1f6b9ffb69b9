import type { StoredObject } from '../../../shared/files/objects.ts'
import { formatBytes, formatCount, plural } from '../../ui/text/format.ts'
import { ForeignText } from '../../ui/text/foreign-text.tsx'
import { ConfirmDialog } from '../../ui/layout/confirm-dialog.tsx'
import { nameOf } from './file-order.ts'
import styles from './files-view.module.css'
import type { FileNames } from './use-file-names.ts'

/** The maximum number of names to list. Further files are only counted. */
const maxNamed = 8

interface DeleteDialogProps {
  readonly objects: readonly StoredObject[]
  readonly names: FileNames
  readonly onDelete: () => void
  readonly onClose: () => void
}

/** Asks before files are deleted, and lists their names. */
export function DeleteDialog({ objects, names, onDelete, onClose }: DeleteDialogProps) {
  const more = objects.length - maxNamed
  return (
    <ConfirmDialog
      onServer
      tone="danger"
      title={objects.length === 1 ? 'Delete this file?' : `Delete ${formatCount(objects.length)} files?`}
      confirm="Delete"
      onConfirm={() => {
        onDelete()
        onClose()
      }}
      onClose={onClose}
    >
      <ul className={styles.askedList}>
        {objects.slice(0, maxNamed).map((object) => (
          <li key={object.key}>
            <code className={styles.askedKey}>
              <ForeignText text={nameOf(object, names.known)} isName />
            </code>{' '}
            ({formatBytes(object.size)})
          </li>
        ))}
        {more > 0 ? <li>and {plural(more, 'more file', 'more files')}</li> : null}
      </ul>
      <p>
        {objects.length === 1 ? 'It is' : 'They are'} deleted from the bucket. This cannot be undone. Jobs
        that refer to {objects.length === 1 ? 'it' : 'them'} will not find their payload.
      </p>
    </ConfirmDialog>
  )
}
