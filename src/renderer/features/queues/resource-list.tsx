import {
  CircleAlert,
  CircleCheck,
  CirclePlus,
  Database,
  List,
  ShieldQuestionMark,
  type LucideIcon,
} from 'lucide-react'
import type { QueueResource } from '../../../shared/queues.ts'
import styles from './resource-list.module.css'

interface ResourceListProps {
  /** `state` is `null` before the check. */
  readonly resources: readonly {
    readonly kind: QueueResource['kind']
    readonly name: string
    readonly state: QueueResource['state'] | null
  }[]
}

const faces: Readonly<Record<QueueResource['state'], { readonly icon: LucideIcon; readonly word: string }>> =
  {
    exists: { icon: CircleCheck, word: 'exists' },
    missing: { icon: CirclePlus, word: 'missing' },
    foreign: { icon: CircleAlert, word: 'owned by another account' },
    denied: { icon: ShieldQuestionMark, word: 'no permission to check' },
  }

/** The buckets and queues of a job queue, and whether they exist. */
export function ResourceList({ resources }: ResourceListProps) {
  return (
    <ul className={styles.list}>
      {resources.map((resource) => {
        const Kind = resource.kind === 'bucket' ? Database : List
        const face = resource.state === null ? null : faces[resource.state]
        return (
          <li key={`${resource.kind} ${resource.name}`} className={styles.item}>
            <Kind size={14} aria-hidden className={styles.kind} />
            <span className={styles.what}>{resource.kind}</span>
            <code className={styles.name}>{resource.name}</code>
            {face === null ? null : (
              <span className={styles.state} data-state={resource.state}>
                <face.icon size={13} aria-hidden />
                {face.word}
              </span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
