import type { ReactElement, ReactNode } from 'react'
import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import { classNames } from '../class-names.ts'
import { useReadOnly } from '../view/current-connection.ts'
import styles from './menu.module.css'

/** The container of menus, so that they are inside a landmark. Looked up when a menu opens. */
export const mainLandmark = {
  get current() {
    return document.querySelector('main') ?? document.body
  },
}

export interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement
  readonly align?: 'start' | 'center' | 'end'
  readonly side?: 'top' | 'bottom'
  /** Makes the menu at least as wide as its button. */
  readonly matchWidth?: boolean
  /** `MenuItem`s and `MenuLine`s. */
  readonly children: ReactNode
}

export function Menu({ trigger, align = 'start', side = 'bottom', matchWidth = false, children }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal container={mainLandmark}>
        <Base.Positioner className={styles.positioner} align={align} side={side} sideOffset={4}>
          <Base.Popup className={classNames(styles.popup, matchWidth && styles.matchWidth)}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

interface MenuItemProps {
  readonly icon?: ReactNode
  /** A second line in a muted style. */
  readonly detail?: ReactNode
  readonly tone?: 'plain' | 'danger'
  readonly disabled?: boolean
  /**
   * True if it changes something on a server, so that it is disabled on a read-only connection. Default:
   * false.
   */
  readonly changes?: boolean
  /** Shown at the end of the line, such as a shortcut. */
  readonly end?: ReactNode
  readonly onSelect: () => void
  readonly children: ReactNode
}

export function MenuItem({
  icon,
  detail,
  tone = 'plain',
  disabled = false,
  changes = false,
  end,
  onSelect,
  children,
}: MenuItemProps) {
  const readOnly = useReadOnly()
  const refusal = changes ? readOnly : null
  const line = refusal ?? detail
  return (
    <Base.Item
      className={classNames(styles.item, tone === 'danger' && styles.danger)}
      disabled={disabled || refusal !== null}
      onClick={onSelect}
    >
      {icon === undefined ? null : <span className={styles.icon}>{icon}</span>}
      <span className={styles.content}>
        <span className={styles.label}>{children}</span>
        {line === undefined ? null : <span className={styles.detail}>{line}</span>}
      </span>
      {end === undefined ? null : (
        <span className={styles.end} aria-hidden>
          {end}
        </span>
      )}
    </Base.Item>
  )
}

interface MenuChoiceProps {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly children: ReactNode
}

/** An item that can be checked. The menu stays open. */
export function MenuChoice({ checked, onChange, children }: MenuChoiceProps) {
  return (
    <Base.CheckboxItem
      className={styles.item}
      checked={checked}
      onCheckedChange={onChange}
      closeOnClick={false}
    >
      <span className={styles.icon}>{checked ? <Check aria-hidden /> : null}</span>
      <span className={styles.content}>
        <span className={styles.label}>{children}</span>
      </span>
    </Base.CheckboxItem>
  )
}

interface MenuGroupProps {
  readonly label: string
  readonly children: ReactNode
}

/** Related items with a heading. */
export function MenuGroup({ label, children }: MenuGroupProps) {
  return (
    <Base.Group>
      <Base.GroupLabel className={styles.heading}>{label}</Base.GroupLabel>
      {children}
    </Base.Group>
  )
}

export function MenuLine() {
  return <Base.Separator className={styles.line} />
}
