import type { Ref } from 'react'
import type { StoredObject } from '../../../shared/files/objects.ts'
import { Button } from '../../ui/controls/button.tsx'
import { formatBytes, formatCount } from '../../ui/text/format.ts'
import { Inspector, InspectorFields, InspectorHead } from '../../ui/layout/inspector.tsx'
import styles from './files-view.module.css'

interface SelectedFilesProps {
  readonly ref: Ref<HTMLElement>
  readonly objects: readonly StoredObject[]
  readonly busy: boolean
  readonly onSave: () => void
  readonly onSubmit: () => void
  readonly onRemove: () => void
}

/** Sums up several selected files and offers actions for all of them. */
export function SelectedFiles({ ref, objects, busy, onSave, onSubmit, onRemove }: SelectedFilesProps) {
  const title = `${formatCount(objects.length)} selected`
  const size = objects.reduce((sum, object) => sum + object.size, 0)
  return (
    <Inspector
      ref={ref}
      label={title}
      head={<InspectorHead title={title} />}
      actions={
        <div className={styles.actions}>
          <Button variant="primary" busy={busy} onClick={onSave}>
            Save…
          </Button>
          <Button changes busy={busy} onClick={onSubmit}>
            Submit again…
          </Button>
          <Button changes busy={busy} onClick={onRemove}>
            Delete…
          </Button>
        </div>
      }
    >
      <InspectorFields>
        <dt>Size</dt>
        <dd>{formatBytes(size)}</dd>
      </InspectorFields>
    </Inspector>
  )
}
