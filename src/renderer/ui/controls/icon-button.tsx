import type { ComponentProps, ReactNode } from 'react'
import { classNames } from '../class-names.ts'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import styles from './icon-button.module.css'
import { Tooltip } from './tooltip.tsx'

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'children'> {
  /** The button's accessible name, also its tooltip. */
  readonly label: string
  /** A lucide icon. */
  readonly children: ReactNode
  readonly tone?: 'plain' | 'danger'
}

export function IconButton({ label, children, tone = 'plain', className, ...rest }: IconButtonProps) {
  const shown = visibleText(label)
  return (
    <Tooltip text={shown}>
      <button
        type="button"
        aria-label={shown}
        className={classNames(styles.button, tone === 'danger' && styles.danger, className)}
        {...rest}
      >
        {children}
      </button>
    </Tooltip>
  )
}
