import type { ReactElement } from 'react'
import { Tooltip as Base } from '@base-ui/react/tooltip'
import styles from './tooltip.module.css'

interface TooltipProps {
  readonly text: string
  /** The trigger: one element that accepts the trigger's props. */
  readonly children: ReactElement
  readonly side?: 'top' | 'bottom' | 'left' | 'right'
}

/** A visual hint only. Screen readers need a name on the element itself. */
export function Tooltip({ text, children, side = 'top' }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} className={styles.positioner}>
          <Base.Popup className={styles.popup}>{text}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

export const TooltipProvider = Base.Provider
