import Database from 'libsql'

/** A value as SQLite keeps it here. */
export type SqlValue = string | number | null

/** One prepared statement. Rows come as arrays, in the order of the columns. */
export interface Statement {
  run(...values: SqlValue[]): void
  first(...values: SqlValue[]): SqlValue[] | null
  all(...values: SqlValue[]): SqlValue[][]
}

/** An open database. One thread uses it, and every call blocks that thread until it is done. */
export class Connection {
  readonly #database: Database.Database

  /** @throws an error where the file cannot be opened or is no database. */
  constructor(path: string) {
    this.#database = new Database(path)
  }

  execute(sql: string): void {
    this.#database.exec(sql)
  }

  prepare(sql: string): Statement {
    const statement = this.#database.prepare(sql)
    const reading = statement.reader ? statement.raw(true) : statement
    return {
      // One array, because a single value on its own may be taken for named parameters.
      run: (...values) => void statement.run(values),
      first: (...values) => (reading.get(values) as SqlValue[] | undefined) ?? null,
      all: (...values) => reading.all(values) as SqlValue[][],
    }
  }

  /** Runs the work in one transaction; where it throws, nothing of it stays. */
  transaction<T>(work: () => T): T {
    this.execute('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.execute('COMMIT')
      return result
    } catch (error) {
      // SQLite ends the transaction by itself where the disk is full.
      if (this.#database.inTransaction) this.execute('ROLLBACK')
      throw error
    }
  }

  close(): void {
    this.#database.close()
  }
}
