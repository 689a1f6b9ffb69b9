import type { Connection, SqlValue, Statement } from '../connection.ts'

/** The columns of `job_details`, which few jobs need. */
export type DetailColumn =
  | `${'dead' | 'result' | 'opened'}_at`
  | 'error'
  | 'source_path'
  | 'saved_path'
  | 'fields'
  | 'claim_id'
  | 'attempt'
  | 'max_receives'

export type Details = Readonly<Partial<Record<DetailColumn, SqlValue>>>

/** The jobs' details. A job without details has no row. */
export class DetailRows {
  readonly #connection: Connection
  readonly #statements = new Map<string, Statement>()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Sets these details. The others stay unchanged. */
  set(job: number, details: Details): void {
    const columns = Object.keys(details)
    if (columns.length > 0) this.#statement(columns.join(', ')).run(job, ...Object.values(details))
  }

  #statement(columns: string): Statement {
    const known = this.#statements.get(columns)
    if (known !== undefined) return known
    const names = columns.split(', ')
    const statement = this.#connection.prepare(
      `INSERT INTO job_details (job_id, ${columns}) VALUES (?, ${names.map(() => '?').join(', ')})
       ON CONFLICT (job_id) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    )
    this.#statements.set(columns, statement)
    return statement
  }
}
