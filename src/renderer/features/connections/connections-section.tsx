/** The places jobs can live, and how to add one. */
export function ConnectionsSection() {
  return <section aria-label="Connections" />
}
