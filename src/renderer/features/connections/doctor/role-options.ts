import type { Role } from '../../../../shared/connections/roles.ts'

/** The names of the roles on screen. */
export const roleOptions: readonly {
  readonly value: Role
  readonly label: string
  readonly detail: string
}[] = [
  { value: 'submit', label: 'Submit jobs', detail: 'Send jobs and get their results' },
  { value: 'watch', label: 'Watch only', detail: 'See queues, jobs and results' },
  { value: 'work', label: 'Work on jobs', detail: 'Claim and finish jobs' },
  { value: 'operate', label: 'Operate', detail: 'Everything, including dead letters, redrives and purges' },
]
