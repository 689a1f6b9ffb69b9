import type { ReactNode } from 'react'
import type { Command } from '../../../../shared/command-list.ts'
import { CommandItems } from '../../../ui/controls/command-items.tsx'
import { ContextMenu } from '../../../ui/controls/context-menu.tsx'
import styles from './job-menu.module.css'
import type { JobsListControl } from './use-list-control.ts'

const groups: readonly (readonly Command[])[] = [
  ['open', 'save', 'finish', 'finish-unsaved'],
  ['release', 'hold-back', 'move-on', 'dead-letter'],
  ['save-results-to', 'show-results', 'show-file'],
  ['retry', 'submit-again'],
  ['copy-text', 'copy-json', 'copy-aws', 'copy-aws-send'],
  ['remove'],
]

interface JobMenuProps {
  readonly control: JobsListControl
  /** The list. */
  readonly children: ReactNode
}

/** Adds a context menu to a list's rows. Opening it on an unselected row selects that row. */
export function JobMenu({ control, children }: JobMenuProps) {
  return (
    <ContextMenu
      area={<div className={styles.area}>{children}</div>}
      onOpen={(target) => {
        const row = target.closest<HTMLElement>('[role=row][data-index]')
        if (row === null || row.dataset['kind'] === 'more') return false
        const index = Number(row.dataset['index'])
        if (row.getAttribute('aria-selected') !== 'true' && index !== control.focusedIndex)
          control.moveTo(index, false)
        return true
      }}
    >
      <CommandItems groups={groups} onlyEnabled />
    </ContextMenu>
  )
}
