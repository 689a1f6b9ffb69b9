import { useRef } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { File as FileIcon, Folder, SlidersHorizontal, X } from 'lucide-react'
import type { GrantedFile } from '../../../shared/files/granted-files.ts'
import { IconButton } from '../../ui/controls/icon-button.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import { ForeignText } from '../../ui/text/foreign-text.tsx'
import { formatBytes, plural } from '../../ui/text/format.ts'
import { nameOf, sharedNames, unchanged, type FileEdit } from './sheet-state.ts'
import styles from './submit-sheet.module.css'

const rowHeight = 36
/** In pixels. The list scrolls beyond that. */
const maxHeight = 252

interface SheetFilesProps {
  readonly files: readonly GrantedFile[]
  readonly edits: Readonly<Record<string, FileEdit>>
  /** The file whose own fields are shown. */
  readonly chosen: string | null
  readonly onRename: (token: string, name: string) => void
  readonly onRemove: (file: GrantedFile) => void
  readonly onChoose: (token: string) => void
}

/**
 * The files to submit. Each can be renamed, removed, or given its own fields. Only visible rows are
 * rendered.
 */
export function SheetFiles(props: SheetFilesProps) {
  const { files } = props
  const scroll = useRef<HTMLDivElement>(null)
  const shared = sharedNames(files)
  // oxlint-disable-next-line react/incompatible-library -- its results must not be memoised, and none are memoised here
  const virtualizer = useVirtualizer({
    count: files.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => files[index]?.token ?? index,
    overscan: 4,
    // Its height is known, so it need not be measured.
    observeElementRect: (_list, report) => report({ width: 0, height: maxHeight }),
  })
  const height = Math.min(maxHeight, files.length * rowHeight)
  return (
    <div
      ref={scroll}
      className={styles.files}
      data-folders={shared.size > 0 || undefined}
      style={{ height: height + 2 }}
    >
      <ul
        className={styles.sizer}
        style={{ height: virtualizer.getTotalSize() }}
        aria-label="Files to submit"
      >
        {virtualizer.getVirtualItems().map((row) => {
          const file = files[row.index]
          if (file === undefined) return null
          return (
            <li
              key={row.key}
              className={styles.file}
              data-chosen={props.chosen === file.token || undefined}
              aria-setsize={files.length}
              aria-posinset={row.index + 1}
              style={{ height: rowHeight, transform: `translateY(${row.start}px)` }}
            >
              <FileRow {...props} file={file} showsFolder={shared.has(file.name)} />
            </li>
          )
        })}
      </ul>
    </div>
  )
}

interface FileRowProps extends SheetFilesProps {
  readonly file: GrantedFile
  readonly showsFolder: boolean
}

function FileRow({ file, edits, showsFolder, chosen, onRename, onRemove, onChoose }: FileRowProps) {
  const edit = edits[file.token] ?? unchanged
  const name = nameOf(file, edit)
  const where = showsFolder && file.folder !== undefined ? file.folder : null
  const label = where === null ? file.name : `${file.name} in ${where}`
  const hasOwn = edit.drafts !== null || edit.delay !== null
  return (
    <>
      {file.kind === 'folder' ? <Folder size={15} aria-hidden /> : <FileIcon size={15} aria-hidden />}
      {file.kind === 'folder' ? (
        <span className={styles.name}>
          <ForeignText text={file.name} isName />
        </span>
      ) : (
        <TextField
          label={`Name of ${label}`}
          hideLabel
          maxLength={300}
          value={name}
          error={name.trim() === '' ? 'Enter a file name.' : null}
          onChange={(typed) => onRename(file.token, typed)}
        />
      )}
      <span className={styles.where}>{where === null ? null : <ForeignText text={where} isName />}</span>
      <span className={styles.size}>
        {file.size === null ? plural(file.files, 'file') : formatBytes(file.size)}
      </span>
      <IconButton
        label={`Fields of ${label}`}
        aria-pressed={chosen === file.token}
        className={hasOwn ? styles.own : undefined}
        onClick={() => onChoose(file.token)}
      >
        <SlidersHorizontal />
      </IconButton>
      <IconButton label={`Remove ${label}`} onClick={() => onRemove(file)}>
        <X />
      </IconButton>
    </>
  )
}
