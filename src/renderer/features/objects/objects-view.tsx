interface ObjectsViewProps {
  readonly queue: string | null
}

/** What lies in the payload buckets of a job queue. */
export function ObjectsView({ queue }: ObjectsViewProps) {
  return <section aria-label={queue === null ? 'Objects' : `Objects of ${queue}`} />
}
