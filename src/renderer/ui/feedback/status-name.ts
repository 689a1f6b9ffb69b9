/** A status's label and colour. `tone` names a CSS variable. */
export interface StatusName {
  readonly label: string
  readonly tone: 'pending' | 'progress' | 'done' | 'other'
}

const known: Readonly<Record<string, StatusName>> = {
  pending: { label: 'Pending', tone: 'pending' },
  inprogress: { label: 'In progress', tone: 'progress' },
  completed: { label: 'Completed', tone: 'done' },
}

/** Custom statuses keep their name, capitalised. */
export function statusName(status: string): StatusName {
  return known[status] ?? { label: status.charAt(0).toUpperCase() + status.slice(1), tone: 'other' }
}
