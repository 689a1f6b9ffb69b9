/** Upgrades the ledger by one version. Once shipped, a migration never changes. */
export interface Migration {
  /** The value of `PRAGMA user_version` afterwards. The first is 1. */
  readonly version: number
  /** Runs in one transaction that also sets the version. */
  readonly sql: string
}
