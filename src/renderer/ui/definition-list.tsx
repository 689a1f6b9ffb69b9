import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './definition-list.module.css'

export interface Definition {
  readonly term: string
  readonly value: ReactNode
  readonly mono?: boolean
  /** The whole value, where what is shown may be cut. */
  readonly title?: string
}

export function DefinitionList({ items }: { readonly items: readonly Definition[] }) {
  return (
    <dl className={styles.list}>
      {items.map((item) => (
        <div key={item.term} className={styles.pair}>
          <dt className={styles.term}>{item.term}</dt>
          <dd className={classNames(styles.value, item.mono === true && styles.mono)} title={item.title}>
            {item.value}
          </dd>
        </div>
      ))}
    </dl>
  )
}
