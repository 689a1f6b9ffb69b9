import type { ReactElement } from 'react'
import { ContextMenu } from '../../../ui/controls/context-menu.tsx'
import { MenuChoice, MenuGroup, MenuLine } from '../../../ui/controls/menu.tsx'
import { updateView, useSavedView, type ListState } from '../../../ui/view/view-state.ts'
import type { JobColumn } from './columns.ts'
import { sizeFilters } from './sizes.ts'

interface HeadMenuProps {
  readonly columns: readonly JobColumn[]
  readonly sizes: ListState['sizes']
  readonly onSizes: (sizes: ListState['sizes']) => void
  /** The list's header. */
  readonly area: ReactElement
}

/** Adds a menu to the header that chooses the columns and the sizes to show. */
export function HeadMenu({ columns, sizes, onSizes, area }: HeadMenuProps) {
  const widths = useSavedView((saved) => saved.columns)
  return (
    <ContextMenu area={area}>
      <MenuGroup label="Columns">
        {columns
          .filter(({ canHide }) => canHide)
          .map(({ id, label, width = 0 }) => (
            <MenuChoice
              key={id}
              checked={widths[id] !== 0}
              onChange={(shown) =>
                updateView((saved) => ({ columns: { ...saved.columns, [id]: shown ? width : 0 } }))
              }
            >
              {label}
            </MenuChoice>
          ))}
      </MenuGroup>
      <MenuLine />
      <MenuGroup label="Jobs to show">
        {sizeFilters.map(({ value, label }) => (
          <MenuChoice key={value} checked={sizes === value} onChange={() => onSizes(value)}>
            {label}
          </MenuChoice>
        ))}
      </MenuGroup>
    </ContextMenu>
  )
}
