/** Every upload and download of this run. */
export function TransfersView() {
  return <section aria-label="Transfers" />
}
