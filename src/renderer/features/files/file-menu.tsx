import type { ReactNode } from 'react'
import type { StoredObject } from '../../../shared/files/objects.ts'
import { CommandItems } from '../../ui/controls/command-items.tsx'
import { ContextMenu } from '../../ui/controls/context-menu.tsx'
import { Kbd } from '../../ui/controls/kbd.tsx'
import { MenuItem, MenuLine } from '../../ui/controls/menu.tsx'
import styles from './files-view.module.css'
import type { FileSelection } from './use-file-selection.ts'

interface FileMenuProps {
  readonly objects: readonly StoredObject[]
  readonly selection: FileSelection
  readonly onRemove: () => void
  /** The list. */
  readonly children: ReactNode
}

/** Adds a context menu to a list's rows. Opening it on an unselected file selects that file. */
export function FileMenu({ objects, selection, onRemove, children }: FileMenuProps) {
  return (
    <ContextMenu
      area={<div className={styles.menuArea}>{children}</div>}
      onOpen={(target) => {
        const row = target.closest<HTMLElement>('[role=row][data-row]')
        const object = objects[Number(row?.dataset['row'])]
        if (object === undefined) return false
        if (!selection.keys.has(object.key)) selection.choose(object.key, 'only')
        return true
      }}
    >
      <CommandItems groups={[['save', 'submit-again'], ['copy-text']]} />
      <MenuLine />
      <MenuItem changes tone="danger" end={<Kbd shortcut="Delete" />} onSelect={onRemove}>
        Delete…
      </MenuItem>
    </ContextMenu>
  )
}
