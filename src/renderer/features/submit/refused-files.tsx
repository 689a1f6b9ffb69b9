import { CircleAlert } from 'lucide-react'
import type { GrantResult } from '../../../shared/files/granted-files.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Dialog } from '../../ui/layout/dialog.tsx'
import { plural } from '../../ui/text/format.ts'
import { RemedyButton } from '../../ui/feedback/remedy.tsx'
import { ForeignText } from '../../ui/text/foreign-text.tsx'
import styles from './refused-files.module.css'

/** Rendering all of them could take seconds. */
const mostShown = 100

interface RefusedFilesProps extends Pick<GrantResult, 'refused' | 'moreRefused'> {
  readonly onClose: () => void
}

/** Lists refused files with their errors. */
export function RefusedFiles({ refused, moreRefused, onClose }: RefusedFilesProps) {
  const count = refused.length + moreRefused
  const more = count - Math.min(refused.length, mostShown)
  return (
    <Dialog
      title={`${plural(count, 'file was', 'files were')} not sent`}
      description="All other files are being submitted."
      onClose={onClose}
      actions={
        <Button variant="primary" onClick={onClose}>
          OK
        </Button>
      }
    >
      <ul className={styles.list}>
        {refused.slice(0, mostShown).map((file, index) => (
          <li key={`${index} ${file.name}`} className={styles.item}>
            <CircleAlert size={15} aria-hidden />
            <div className={styles.content}>
              <b className={styles.name}>
                <ForeignText text={file.name} isName />
              </b>
              <span>{file.error.message}</span>
              {file.error.hint === '' ? null : <span className={styles.hint}>{file.error.hint}</span>}
              <RemedyButton remedy={file.error.remedy} />
            </div>
          </li>
        ))}
        {more === 0 ? null : <li className={styles.item}>and {plural(more, 'more', 'more')}</li>}
      </ul>
    </Dialog>
  )
}
