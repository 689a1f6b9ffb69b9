import { closeSync, existsSync, mkdirSync, openSync, renameSync } from 'node:fs'
import { dirname, join, parse } from 'node:path'
import { Connection } from './connection.ts'
import { migrations } from './migrations/all.ts'
import type { Migration } from './migrations/migration.ts'
import { salvage } from './salvage.ts'

/** An opened ledger file, and what was in its way. */
export interface OpenedDatabase {
  readonly connection: Connection
  /** Where it lies. */
  readonly path: string
  /** Where a damaged ledger was set aside, or `null`. */
  readonly damagedFile: string | null
  /** A ledger that a newer app wrote: it is left as it is, and this one lies beside it. */
  readonly newerFile: string | null
}

const damageCodes = new Set(['SQLITE_NOTADB', 'SQLITE_CORRUPT'])

/** Whether an error means that the file itself is not sound. */
export function isDamage(error: unknown): boolean {
  const code = (error as { readonly code?: unknown } | null)?.code
  return typeof code === 'string' && [...damageCodes].some((known) => code.startsWith(known))
}

/**
 * Opens the ledger at `path`, made where it is missing, in the newest version. A damaged one is set aside, and
 * what of its unfinished work can be read goes into a fresh one.
 */
export function openDatabase(path: string, known: readonly Migration[] = migrations): OpenedDatabase {
  mkdirSync(dirname(path), { recursive: true })
  try {
    const connection = openSound(path, known)
    if (connection !== null) return { connection, path, damagedFile: null, newerFile: null }
    const version = known.at(-1)?.version ?? 0
    const { dir, name, ext } = parse(path)
    const beside = openDatabase(join(dir, `${name}-version-${version}${ext}`), known)
    return { ...beside, newerFile: path }
  } catch (error) {
    if (!isDamage(error)) throw error
    return { ...setAside(path, known), path, newerFile: null }
  }
}

/**
 * Moves a damaged ledger, which nobody has open any more, out of the way, with all that belongs to it, and begins
 * a fresh one with what of its unfinished work can be read.
 */
export function setAside(
  path: string,
  known: readonly Migration[] = migrations,
): Pick<OpenedDatabase, 'connection'> & { readonly damagedFile: string } {
  const damagedFile = `${path}.damaged-${Date.now()}`
  for (const tail of ['', '-wal', '-shm']) {
    if (existsSync(path + tail)) renameSync(path + tail, damagedFile + tail)
  }
  const connection = openSound(path, known)
  if (connection === null) throw new Error('A fresh ledger cannot be newer than the app.')
  salvage(damagedFile, connection)
  return { connection, damagedFile }
}

/** `null` where the ledger is of a newer version than is known here. */
function openSound(path: string, known: readonly Migration[]): Connection | null {
  // The files beside it take their mode from this one: nobody else may read what was done here.
  closeSync(openSync(path, 'a', 0o600))
  const connection = new Connection(path)
  try {
    const version = Number(connection.prepare('PRAGMA user_version').first()?.[0])
    if (version > (known.at(-1)?.version ?? 0)) {
      connection.close()
      return null
    }
    connection.execute(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;
       PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = FAST;`,
    )
    for (const migration of known) if (migration.version > version) migrate(connection, migration)
    probe(connection)
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

function migrate(connection: Connection, { version, sql }: Migration): void {
  connection.transaction(() => {
    connection.execute(sql)
    connection.execute(`PRAGMA user_version = ${version}`)
  })
}

/** Reads a little of everything that matters: a whole check of a million jobs would take seconds. */
function probe(connection: Connection): void {
  for (const table of ['uploads', 'saves', 'claims', 'multipart_uploads', 'parts', 'places']) {
    connection.prepare(`SELECT count(*) FROM ${table}`).first()
  }
  for (const order of ['ASC', 'DESC']) {
    connection.prepare(`SELECT * FROM jobs ORDER BY id ${order} LIMIT 20`).all()
  }
}
