import {
  CircleAlert,
  CircleCheck,
  CirclePlus,
  Database,
  List,
  ShieldQuestionMark,
  type LucideIcon,
} from 'lucide-react'
import type { QueueResource } from '../../../shared/queues/queues.ts'
import styles from './resource-list.module.css'

interface ResourceListProps {
  /** `state` is `null` before the check. */
  readonly resources: readonly {
    readonly kind: QueueResource['kind']
    readonly name: string
    readonly state: QueueResource['state'] | null
  }[]
}

const displays: Readonly<
  Record<QueueResource['state'], { readonly icon: LucideIcon; readonly label: string }>
> = {
  exists: { icon: CircleCheck, label: 'exists' },
  missing: { icon: CirclePlus, label: 'missing' },
  foreign: { icon: CircleAlert, label: 'owned by another account' },
  denied: { icon: ShieldQuestionMark, label: 'no permission to check' },
}

/** Lists a job queue's buckets and queues, with their state. */
export function ResourceList({ resources }: ResourceListProps) {
  return (
    <ul className={styles.list}>
      {resources.map((resource) => {
        const Kind = resource.kind === 'bucket' ? Database : List
        const display = resource.state === null ? null : displays[resource.state]
        return (
          <li key={`${resource.kind} ${resource.name}`} className={styles.item}>
            <Kind size={14} aria-hidden className={styles.kind} />
            <span className={styles.what}>{resource.kind}</span>
            <code className={styles.name}>{resource.name}</code>
            {display === null ? null : (
              <span className={styles.state} data-state={resource.state}>
                <display.icon size={13} aria-hidden />
                {display.label}
              </span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
