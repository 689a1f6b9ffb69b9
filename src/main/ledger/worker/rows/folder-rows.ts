import type { Connection, Statement } from '../connection.ts'

/** The folders that jobs were submitted from, each with a trailing separator. Many jobs share a folder. */
export class FolderRows {
  readonly #ids = new Map<string, number>()
  readonly #find: Statement
  readonly #add: Statement

  constructor(connection: Connection) {
    this.#find = connection.prepare('SELECT id FROM folders WHERE path = ?')
    this.#add = connection.prepare('INSERT INTO folders (path) VALUES (?) RETURNING id')
  }

  /**
   * Returns the id of a file's folder. Adds the folder if it is new. `null` means that the whole path has to
   * be stored.
   */
  idOf(path: string, fileName: string): number | null {
    if (fileName === '' || !path.endsWith(fileName)) return null
    const folder = path.slice(0, path.length - fileName.length)
    const known = this.#ids.get(folder)
    if (known !== undefined) return known
    const row = this.#find.first(folder) ?? this.#add.first(folder)
    if (this.#ids.size > 1_000) this.#ids.clear()
    this.#ids.set(folder, Number(row?.[0]))
    return Number(row?.[0])
  }

  /** Clears the cache. Call this after a rollback. */
  forget(): void {
    this.#ids.clear()
  }
}
