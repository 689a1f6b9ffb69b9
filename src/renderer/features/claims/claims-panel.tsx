interface ClaimsPanelProps {
  readonly queue: string
}

/** What the person holds and has sent in this job queue. */
export function ClaimsPanel({ queue }: ClaimsPanelProps) {
  return <section aria-label={`Jobs of ${queue}`} />
}
