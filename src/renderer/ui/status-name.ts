/** How a status is called and drawn; `tone` names the CSS variable of its colour. */
export interface StatusName {
  readonly label: string
  readonly tone: 'pending' | 'progress' | 'done' | 'other'
}

const known: Readonly<Record<string, StatusName>> = {
  pending: { label: 'Pending', tone: 'pending' },
  inprogress: { label: 'In progress', tone: 'progress' },
  completed: { label: 'Completed', tone: 'done' },
}

/** Statuses of the person's own keep their name, with a capital. */
export function statusName(status: string): StatusName {
  return known[status] ?? { label: status.charAt(0).toUpperCase() + status.slice(1), tone: 'other' }
}
