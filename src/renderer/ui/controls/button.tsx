import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import styles from './button.module.css'
import { classNames } from '../class-names.ts'
import { useReadOnly } from '../view/current-connection.ts'
import { Kbd, shortcutText } from './kbd.tsx'

export interface ButtonProps extends ComponentProps<'button'> {
  readonly variant?: 'primary' | 'plain' | 'quiet' | 'danger'
  readonly size?: 'normal' | 'small'
  /** A lucide icon, shown before the label. */
  readonly icon?: ReactNode
  /** Shown next to the label, such as `Mod+O`. The button itself does not handle the shortcut. */
  readonly shortcut?: string
  /**
   * True if it changes something on a server, so that it is disabled on a read-only connection. Default:
   * false.
   */
  readonly changes?: boolean
  /**
   * True while its action runs. The button then does nothing but, unlike a disabled one, keeps the focus, and
   * gets it back when a dialog closes.
   */
  readonly busy?: boolean
}

export function Button(props: ButtonProps) {
  const {
    variant = 'plain',
    size = 'normal',
    icon,
    shortcut,
    changes = false,
    busy = false,
    className,
    children,
    ...rest
  } = props
  const readOnly = useReadOnly()
  const refusal = changes && readOnly !== null ? { disabled: true, title: readOnly } : {}
  const waiting = busy ? { 'aria-disabled': true, onClick: preventClick } : {}
  return (
    <button
      type="button"
      className={classNames(styles.button, styles[variant], size === 'small' && styles.small, className)}
      aria-keyshortcuts={shortcut === undefined ? undefined : ariaShortcut(shortcut)}
      {...rest}
      {...waiting}
      {...refusal}
    >
      {icon}
      <span className={styles.content}>{children}</span>
      {shortcut === undefined ? null : (
        <span className={styles.shortcut} aria-hidden>
          <Kbd shortcut={shortcut} />
        </span>
      )}
    </button>
  )
}

/** Handles a click on a button whose action still runs. Also keeps a form from being submitted. */
export function preventClick(event: MouseEvent): void {
  event.preventDefault()
}

function ariaShortcut(shortcut: string): string {
  return shortcut.replace('Mod', shortcutText('Mod') === '⌘' ? 'Meta' : 'Control')
}
