import type { GrantResult } from '../../../shared/files/granted-files.ts'
import type { FileGrants } from './file-grants.ts'

/** Holds files opened with the app until the page takes them. */
export class OpenedFiles {
  readonly #grants: Pick<FileGrants, 'grant'>
  readonly #notify: () => void
  #paths: string[] = []

  /** `notify` tells the page about new files. */
  constructor(grants: Pick<FileGrants, 'grant'>, notify: () => void) {
    this.#grants = grants
    this.#notify = notify
  }

  add(paths: readonly string[]): void {
    if (paths.length === 0) return
    for (const path of paths) this.#paths.push(path)
    this.#notify()
  }

  /** Returns tokens for the files since the last call, or `null`. */
  async take(): Promise<GrantResult | null> {
    const paths = this.#paths
    this.#paths = []
    return paths.length === 0 ? null : this.#grants.grant(paths)
  }
}
