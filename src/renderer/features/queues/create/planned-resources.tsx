import { Database, List } from 'lucide-react'
import type { PlannedResource } from '../../../../shared/queues/creation.ts'
import styles from './planned-resources.module.css'

/** The buckets and queues that would be created, each with all its settings. */
export function PlannedResources({ resources }: { readonly resources: readonly PlannedResource[] }) {
  return (
    <ul className={styles.list} aria-label="What is created">
      {resources.map(({ kind, name, region, settings }) => {
        const Kind = kind === 'bucket' ? Database : List
        return (
          <li key={`${kind} ${name}`} className={styles.item}>
            <div className={styles.head}>
              <Kind size={14} aria-hidden className={styles.kind} />
              <span className={styles.what}>{kind}</span>
              <code className={styles.name}>{name}</code>
              <span className={styles.region}>{region}</span>
            </div>
            <dl className={styles.settings}>
              {settings.map(({ label, value }) => (
                <div key={label} className={styles.setting}>
                  <dt>{label}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          </li>
        )
      })}
    </ul>
  )
}
