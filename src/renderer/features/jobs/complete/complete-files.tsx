import { X } from 'lucide-react'
import { formatBytes } from '../../../ui/text/format.ts'
import { IconButton } from '../../../ui/controls/icon-button.tsx'
import { TextField } from '../../../ui/controls/text-field.tsx'
import { ForeignText } from '../../../ui/text/foreign-text.tsx'
import styles from './complete-dialog.module.css'
import type { ResultFile } from './complete-plan.ts'

interface CompleteFilesProps {
  readonly files: readonly ResultFile[]
  readonly onRename: (token: string, name: string) => void
  readonly onRemove: (token: string) => void
}

/** The result files with editable names. */
export function CompleteFiles({ files, onRename, onRemove }: CompleteFilesProps) {
  if (files.length === 0) return null
  return (
    <div className={styles.section}>
      <h3 className={styles.label}>Result files</h3>
      <ul className={styles.files}>
        {files.map(({ granted, name }) => (
          <li key={granted.token} className={styles.file}>
            {granted.kind === 'file' ? (
              <TextField
                label={`Name of ${granted.name}`}
                hideLabel
                value={name}
                maxLength={300}
                onChange={(typed) => onRename(granted.token, typed)}
              />
            ) : (
              <ForeignText text={granted.name} isName />
            )}
            <span className={styles.size}>
              {granted.size === null ? `${granted.files} files` : formatBytes(granted.size)}
            </span>
            <IconButton label={`Remove ${granted.name}`} onClick={() => onRemove(granted.token)}>
              <X />
            </IconButton>
          </li>
        ))}
      </ul>
    </div>
  )
}
