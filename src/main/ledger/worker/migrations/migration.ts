/** One step from a version of the ledger to the next. What has shipped is never changed: a new step follows. */
export interface Migration {
  /** What `PRAGMA user_version` says after it; the first is 1. */
  readonly version: number
  /** Run in one transaction together with the new version. */
  readonly sql: string
}
