import { Connection, type SqlValue } from './connection.ts'

/** The tables that hold what is unfinished, in an order in which they may refer to one another. */
const tables = [
  'places',
  'jobs',
  'uploads',
  'multipart_uploads',
  'parts',
  'saves',
  'claims',
  'requests',
] as const

/** More of the history would hold up the start; all of it that is sound lies in the file set aside. */
const newestJobs = 10_000

/**
 * Copies what can still be read of a damaged ledger into a fresh one, row by row until the damage is met: all
 * that is unfinished, and the newest of the history. It never throws: an unreadable file gives nothing.
 */
export function salvage(damagedFile: string, fresh: Connection): void {
  let damaged: Connection
  try {
    damaged = new Connection(damagedFile)
  } catch {
    return
  }
  try {
    for (const table of tables) copy(table, damaged, fresh)
  } finally {
    damaged.close()
  }
}

function copy(table: (typeof tables)[number], damaged: Connection, fresh: Connection): void {
  try {
    const columns = fresh.prepare(`SELECT name FROM pragma_table_info('${table}')`).all().map(String)
    const list = columns.join(', ')
    const put = fresh.prepare(
      `INSERT OR IGNORE INTO ${table} (${list}) VALUES (${columns.map(() => '?').join(', ')})`,
    )
    fresh.transaction(() => {
      for (const row of readable(table, list, damaged)) put.run(...row)
    })
  } catch {
    // What is of another shape cannot be carried over.
  }
}

const slice = 200

function* readable(table: string, columns: string, damaged: Connection): Generator<SqlValue[]> {
  const order = table === 'jobs' ? 'ORDER BY id DESC' : ''
  const most = table === 'jobs' ? newestJobs : Number.POSITIVE_INFINITY
  try {
    const read = damaged.prepare(`SELECT ${columns} FROM ${table} ${order} LIMIT ? OFFSET ?`)
    for (let offset = 0; offset < most; offset += slice) {
      const rows = read.all(slice, offset)
      yield* rows
      if (rows.length < slice) return
    }
  } catch {
    // Here the damage begins.
  }
}
