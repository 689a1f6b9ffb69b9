import { Connection, type SqlValue } from './connection.ts'
import { completeSalvage } from './salvaged-jobs.ts'

/** The tables that are copied as a whole: places, unfinished work, and small tables. */
const whole = [
  'places',
  'uploads',
  'multipart_uploads',
  'parts',
  'saves',
  'claims',
  'requests',
  'depth_samples',
  'depth_latest',
  'folders',
]
/** The tables whose rows belong to jobs, and their column with the job's id. */
const ofJobs = {
  jobs: 'id',
  listed_jobs: 'id',
  job_details: 'job_id',
  results: 'job_id',
  job_events: 'job_id',
  job_links: 'again_id',
}

/** Copying more of the history would delay the launch. The rest stays in the quarantined file. */
const newestJobs = 10_000

/**
 * Copies the readable rows of a damaged ledger to a new one: all unfinished work and the newest part of the
 * history. Each table is copied up to its first unreadable row. Never throws. Copies nothing from an
 * unreadable file.
 */
export function salvage(damagedFile: string, target: Connection): void {
  let source: Connection
  try {
    source = new Connection(damagedFile)
  } catch {
    return
  }
  try {
    for (const table of whole) copy({ table, source, target })
    const unfinished = target
      .prepare('SELECT job_id FROM uploads UNION SELECT job_id FROM claims ORDER BY job_id')
      .all()
      .map(([id]) => Number(id))
    copy({ table: 'jobs', rest: 'ORDER BY id DESC', maxRows: newestJobs, source, target })
    const oldest = Number(target.prepare('SELECT min(id) FROM jobs').first()?.[0] ?? 0)
    for (const [table, column] of Object.entries(ofJobs)) {
      if (table !== 'jobs') copy({ table, rest: `WHERE ${column} >= ${oldest}`, source, target })
      // Unfinished work may belong to older jobs.
      for (const id of unfinished) {
        if (id >= oldest && oldest > 0) break
        copy({ table, rest: `WHERE ${column} = ${id}`, source, target })
      }
    }
    copy({ table: 'job_groups', rest: `WHERE last_job >= ${oldest}`, source, target })
    completeSalvage(target)
  } finally {
    source.close()
  }
}

interface Copy {
  readonly table: string
  readonly rest?: string
  readonly maxRows?: number
  readonly source: Connection
  readonly target: Connection
}

function copy({ table, rest = '', maxRows = Number.POSITIVE_INFINITY, source, target }: Copy): void {
  try {
    // A table from an earlier version has fewer columns.
    const known = new Set(columnsOf(table, source))
    const columns = columnsOf(table, target).filter((column) => known.has(column))
    if (columns.length === 0) return
    const list = columns.join(', ')
    const insert = target.prepare(
      `INSERT OR IGNORE INTO ${table} (${list}) VALUES (${columns.map(() => '?').join(', ')})`,
    )
    target.transaction(() => {
      for (const row of readableRows(`SELECT ${list} FROM ${table} ${rest}`, maxRows, source)) {
        insert.run(...row)
      }
    })
  } catch {
    // A table that cannot be read at all is not copied.
  }
}

function columnsOf(table: string, connection: Connection): string[] {
  return connection.prepare(`SELECT name FROM pragma_table_info('${table}')`).all().map(String)
}

const rowsPerRead = 200

function* readableRows(select: string, maxRows: number, source: Connection): Generator<SqlValue[]> {
  try {
    const read = source.prepare(`${select} LIMIT ? OFFSET ?`)
    for (let offset = 0; offset < maxRows; offset += rowsPerRead) {
      const rows = read.all(rowsPerRead, offset)
      yield* rows
      if (rows.length < rowsPerRead) return
    }
  } catch {
    // The rest of the table is unreadable.
  }
}
