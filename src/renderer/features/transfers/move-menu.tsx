import type { ReactNode } from 'react'
import { useMutation } from '@tanstack/react-query'
import { ArrowDown, ArrowDownToLine, ArrowUp, ArrowUpDown, ArrowUpToLine } from 'lucide-react'
import type { MoveTo, Transfer } from '../../../shared/files/transfers.ts'
import { moveTransfer } from '../../queries/transfers.ts'
import { IconButton } from '../../ui/controls/icon-button.tsx'
import { Menu, MenuItem } from '../../ui/controls/menu.tsx'

const moves = [
  { to: 'top', label: 'Move to top', icon: <ArrowUpToLine size={14} aria-hidden /> },
  { to: 'up', label: 'Move up', icon: <ArrowUp size={14} aria-hidden /> },
  { to: 'down', label: 'Move down', icon: <ArrowDown size={14} aria-hidden /> },
  { to: 'bottom', label: 'Move to bottom', icon: <ArrowDownToLine size={14} aria-hidden /> },
] as const satisfies readonly { to: MoveTo; label: string; icon: ReactNode }[]

interface MoveMenuProps {
  readonly transfer: Transfer
}

/** Moves a waiting transfer within the queue. */
export function MoveMenu({ transfer }: MoveMenuProps) {
  const move = useMutation(moveTransfer())
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={`Move ${transfer.name}`}>
          <ArrowUpDown />
        </IconButton>
      }
    >
      {moves.map(({ to, label, icon }) => (
        <MenuItem key={to} icon={icon} onSelect={() => move.mutate({ transferId: transfer.id, to })}>
          {label}
        </MenuItem>
      ))}
    </Menu>
  )
}
