import { useRef, useState, type DragEvent, type ReactNode } from 'react'
import { FilePlus2 } from 'lucide-react'
import { Button } from './button.tsx'
import styles from './file-drop-area.module.css'

interface FileDropAreaProps {
  readonly label: string
  /** Called with files dropped here, or pasted while the focus is inside. */
  readonly onFiles: (files: readonly File[]) => void
  /** Opens the file dialog. */
  readonly onChoose: () => void
  readonly children?: ReactNode
}

/** Accepts dropped, pasted or picked files. The window's own drop handler does not see them. */
export function FileDropArea({ label, onFiles, onChoose, children }: FileDropAreaProps) {
  const [over, setOver] = useState(false)
  const depth = useRef(0)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the button inside does the same
    <div
      className={styles.area}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a fieldset is for a form's fields
      role="group"
      aria-label={label}
      data-file-drop-area=""
      data-over={over || undefined}
      onDragEnter={(event) => {
        if (!acceptDrag(event)) return
        depth.current += 1
        setOver(true)
      }}
      onDragOver={acceptDrag}
      onDragLeave={() => {
        depth.current = Math.max(0, depth.current - 1)
        if (depth.current === 0) setOver(false)
      }}
      onDrop={(event) => {
        depth.current = 0
        setOver(false)
        if (acceptDrag(event)) onFiles([...event.dataTransfer.files])
      }}
      onPaste={(event) => {
        if (event.clipboardData.files.length === 0) return
        event.preventDefault()
        event.stopPropagation()
        onFiles([...event.clipboardData.files])
      }}
    >
      <FilePlus2 size={20} aria-hidden className={styles.icon} />
      <span className={styles.content}>{children ?? 'Drop files here'}</span>
      <Button size="small" onClick={onChoose}>
        Choose files…
      </Button>
    </div>
  )
}

function acceptDrag(event: DragEvent): boolean {
  if (!event.dataTransfer.types.includes('Files')) return false
  event.preventDefault()
  event.stopPropagation()
  // The window's handler has set `none` for open dialogs.
  event.dataTransfer.dropEffect = 'copy'
  return true
}
