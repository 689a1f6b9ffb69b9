import { queueNameProblem, queueStatusProblem } from '../../../shared/queues/queue-rules.ts'
import type { QueueConfig, QueueLayout, QueueResource } from '../../../shared/queues/queues.ts'
import { plural } from '../../ui/text/format.ts'

/** Returns a job queue's buckets and SQS queues, whether they exist or not. */
export function resourceNames(config: QueueConfig): readonly Pick<QueueResource, 'kind' | 'name'>[] {
  const { name, layout, statuses } = config
  const buckets =
    layout === 'single' ? [`remotejobs-${name}`] : [`remotejobs-in-${name}`, `remotejobs-out-${name}`]
  return [
    ...buckets.map((bucket) => ({ kind: 'bucket', name: bucket }) as const),
    ...statuses.map((status) => ({ kind: 'queue', name: `${name}-${status}` }) as const),
  ]
}

/** Returns what is wrong with a name, or `null`. */
export function nameProblem(name: string, taken: readonly string[]): string | null {
  return (
    queueNameProblem(name) ??
    (taken.includes(name) ? `${name} is in the sidebar already. Use another name.` : null)
  )
}

/** Parses statuses separated by commas or spaces. `pending` always comes first. */
export function statusesOf(text: string): readonly string[] {
  const typed = text.split(/[\s,]+/).filter((status) => status !== '')
  return [...new Set(['pending', ...typed])]
}

/** Returns what is wrong with the statuses, or `null`. */
export function statusesProblem(statuses: readonly string[]): string | null {
  if (statuses.length > 12) return 'Use up to 12 statuses.'
  const bad = statuses.find((status) => queueStatusProblem(status) !== null)
  return bad === undefined ? null : `“${bad}” is not a valid status. ${queueStatusProblem(bad)}`
}

export const layoutChoices: readonly {
  readonly value: QueueLayout
  readonly label: string
  readonly detail: string
}[] = [
  {
    value: 'in-out',
    label: 'Two buckets',
    detail: 'One for new jobs, one for results, and three queues. Compatible with remotejob 1.x.',
  },
  {
    value: 'single',
    label: 'One bucket',
    detail: 'Payloads and results in one bucket, and the queues you name. Compatible with remotejob 2.x.',
  },
]

/** Formats a count such as `3 queues and 2 buckets`. */
export function countedResources(resources: readonly Pick<QueueResource, 'kind'>[]): string {
  const queues = resources.filter((resource) => resource.kind === 'queue').length
  const buckets = resources.length - queues
  return [queues === 0 ? null : plural(queues, 'queue'), buckets === 0 ? null : plural(buckets, 'bucket')]
    .filter((part) => part !== null)
    .join(' and ')
}
