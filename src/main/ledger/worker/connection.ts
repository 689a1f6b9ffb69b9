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
    let statement = this.#prepare(sql)
    const attempt = <T>(work: (fresh: Database.Statement) => T): T => {
      try {
        return work(statement)
      } catch (error) {
        // The binding does not reset a statement that failed: it would run with the former values next time.
        statement = this.#prepare(sql)
        throw error
      }
    }
    return {
      // One array, because a single value on its own may be taken for named parameters.
      run: (...values) => void attempt((fresh) => fresh.run(values)),
      first: (...values) => attempt((fresh) => fresh.get(values) as SqlValue[] | undefined) ?? null,
      all: (...values) => attempt((fresh) => fresh.all(values) as SqlValue[][]),
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

  #prepare(sql: string): Database.Statement {
    const statement = this.#database.prepare(sql)
    return statement.reader ? statement.raw(true) : statement
  }

  close(): void {
    this.#database.close()
  }
}
