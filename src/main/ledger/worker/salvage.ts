import { Connection, type SqlValue } from './connection.ts'

/** The tables to copy, referenced tables first. */
const tables = [
  'places',
  'jobs',
  'uploads',
  'multipart_uploads',
  'parts',
  'saves',
  'claims',
  'requests',
  'depth_samples',
  'depth_latest',
] as const

/** Copying more of the history would delay the start. The rest stays in the quarantined file. */
const newestJobs = 10_000

/**
 * Copies the readable rows of a damaged ledger into a new one: all unfinished work and the newest part of the history.
 * Each table is copied up to its first unreadable row. Never throws; copies nothing from an unreadable file.
 */
export function salvage(damagedFile: string, target: Connection): void {
  let source: Connection
  try {
    source = new Connection(damagedFile)
  } catch {
    return
  }
  try {
    for (const table of tables) copy(table, source, target)
  } finally {
    source.close()
  }
}

function copy(table: (typeof tables)[number], source: Connection, target: Connection): void {
  try {
    const columns = target.prepare(`SELECT name FROM pragma_table_info('${table}')`).all().map(String)
    const list = columns.join(', ')
    const insert = target.prepare(
      `INSERT OR IGNORE INTO ${table} (${list}) VALUES (${columns.map(() => '?').join(', ')})`,
    )
    target.transaction(() => {
      for (const row of readableRows(table, list, source)) insert.run(...row)
    })
  } catch {
    // A table with other columns cannot be copied.
  }
}

const rowsPerRead = 200

function* readableRows(table: string, columns: string, source: Connection): Generator<SqlValue[]> {
  const order = table === 'jobs' ? 'ORDER BY id DESC' : ''
  const maxRows = table === 'jobs' ? newestJobs : Number.POSITIVE_INFINITY
  try {
    const read = source.prepare(`SELECT ${columns} FROM ${table} ${order} LIMIT ? OFFSET ?`)
    for (let offset = 0; offset < maxRows; offset += rowsPerRead) {
      const rows = read.all(rowsPerRead, offset)
      yield* rows
      if (rows.length < rowsPerRead) return
    }
  } catch {
    // The rest of the table is unreadable.
  }
}
