import type { ComponentProps, ReactNode } from 'react'
import { classNames } from '../class-names.ts'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import styles from './icon-button.module.css'
import { preventClick } from './button.tsx'
import { Tooltip } from './tooltip.tsx'

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'children'> {
  /** The button's accessible name, also its tooltip. */
  readonly label: string
  /** A lucide icon. */
  readonly children: ReactNode
  readonly tone?: 'plain' | 'danger'
  /** True while its action runs. It then does nothing, but keeps the focus. */
  readonly busy?: boolean
}

export function IconButton(props: IconButtonProps) {
  const { label, children, tone = 'plain', busy = false, className, ...rest } = props
  const shown = visibleText(label)
  const waiting = busy ? { 'aria-disabled': true, onClick: preventClick } : {}
  return (
    <Tooltip text={shown}>
      <button
        type="button"
        aria-label={shown}
        className={classNames(styles.button, tone === 'danger' && styles.danger, className)}
        {...rest}
        {...waiting}
      >
        {children}
      </button>
    </Tooltip>
  )
}
