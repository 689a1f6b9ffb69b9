import { useState } from 'react'
import { Stethoscope } from 'lucide-react'
import type { Connection } from '../../../../shared/connections/connections.ts'
import { IconButton } from '../../../ui/controls/icon-button.tsx'
import { CheckDialog } from './check-dialog.tsx'

interface CheckConnectionProps {
  readonly connection: Connection
  readonly isActive: boolean
}

/** The button on a connection's card that checks the connection. */
export function CheckConnection({ connection, isActive }: CheckConnectionProps) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <IconButton label={`Check connection ${connection.label}`} onClick={() => setIsOpen(true)}>
        <Stethoscope />
      </IconButton>
      {isOpen ? (
        <CheckDialog isActive={isActive} connection={connection} onClose={() => setIsOpen(false)} />
      ) : null}
    </>
  )
}
