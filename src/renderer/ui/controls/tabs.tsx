import type { ReactNode } from 'react'
import { Tabs as Base } from '@base-ui/react/tabs'
import styles from './tabs.module.css'
import { formatCount } from '../text/format.ts'

export interface Tab<V extends string> {
  readonly value: V
  readonly label: string
  /** Shown after the label. */
  readonly count?: number
  readonly panel: ReactNode
}

export interface TabsProps<V extends string> {
  /** The accessible name of the tab list. */
  readonly label: string
  readonly tabs: readonly Tab<V>[]
  readonly value: V
  readonly onChange: (value: V) => void
  /** Content at the end of the row, such as a search field. */
  readonly trailing?: ReactNode
}

/** A row of tabs. The panel takes the remaining height. */
export function Tabs<V extends string>({ label, tabs, value, onChange, trailing }: TabsProps<V>) {
  return (
    <Base.Root
      className={styles.root}
      value={value}
      onValueChange={(next: unknown) => {
        const tab = tabs.find((candidate) => candidate.value === next)
        if (tab !== undefined) onChange(tab.value)
      }}
    >
      <div className={styles.row}>
        <Base.List className={styles.list} aria-label={label} activateOnFocus>
          {tabs.map((tab) => (
            <Base.Tab key={tab.value} value={tab.value} className={styles.tab}>
              {tab.label}
              {tab.count === undefined ? null : (
                <span className={styles.count}>{formatCount(tab.count)}</span>
              )}
            </Base.Tab>
          ))}
        </Base.List>
        {trailing === undefined ? null : <div className={styles.trailing}>{trailing}</div>}
      </div>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className={styles.panel} tabIndex={-1}>
          {tab.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
