import Database from 'libsql'

/** A value of a column or a parameter. */
export type SqlValue = string | number | null

/** A prepared statement. Rows are arrays in the order of the columns. */
export interface Statement {
  run(...values: SqlValue[]): void
  first(...values: SqlValue[]): SqlValue[] | null
  all(...values: SqlValue[]): SqlValue[][]
}

/** An open database. Every call blocks the thread until it is done. */
export class Connection {
  readonly #database: Database.Database

  /** @throws if the file cannot be opened or is not a database. */
  constructor(path: string) {
    this.#database = new Database(path)
  }

  execute(sql: string): void {
    this.#database.exec(sql)
  }

  /** Compiles the statement when it is first used. Most sessions use only some of them. */
  prepare(sql: string): Statement {
    let statement: Database.Statement | null = null
    const attempt = <T>(work: (current: Database.Statement) => T): T => {
      statement ??= this.#prepare(sql)
      try {
        return work(statement)
      } catch (error) {
        // The binding does not reset a failed statement, so the next run would use the old values.
        statement = null
        throw error
      }
    }
    return {
      // An array, because the binding may take a single value for named parameters.
      run: (...values) => void attempt((current) => current.run(values)),
      first: (...values) => attempt((current) => current.get(values) as SqlValue[] | undefined) ?? null,
      all: (...values) => attempt((current) => current.all(values) as SqlValue[][]),
    }
  }

  /** Runs the work in one transaction, which is rolled back if it throws. */
  transaction<T>(work: () => T): T {
    this.execute('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.execute('COMMIT')
      return result
    } catch (error) {
      // If the disk is full, SQLite has already ended the transaction.
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
