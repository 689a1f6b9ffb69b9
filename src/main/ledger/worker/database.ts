import { closeSync, existsSync, mkdirSync, openSync, renameSync } from 'node:fs'
import { dirname, join, parse } from 'node:path'
import { Connection } from './connection.ts'
import { migrations } from './migrations/all.ts'
import type { Migration } from './migrations/migration.ts'
import { salvage } from './salvage.ts'

/** The result of opening a ledger file. */
export interface OpenedDatabase {
  readonly connection: Connection
  /** The opened file. */
  readonly path: string
  /** The path of a quarantined damaged ledger, or `null`. */
  readonly damagedFile: string | null
  /**
   * The path of a ledger from a newer version, or `null`. It stays unchanged, and a separate file next to it
   * is opened.
   */
  readonly newerFile: string | null
}

const damageCodes = new Set(['SQLITE_NOTADB', 'SQLITE_CORRUPT'])

/** True if an error means that the file is damaged. */
export function isDamage(error: unknown): boolean {
  const code = (error as { readonly code?: unknown } | null)?.code
  return typeof code === 'string' && [...damageCodes].some((known) => code.startsWith(known))
}

/**
 * Opens the ledger at `path` and migrates it to the newest version. Creates it if it is missing. A damaged one is
 * quarantined, and its readable unfinished work is copied into a new one.
 */
export function openDatabase(path: string, known: readonly Migration[] = migrations): OpenedDatabase {
  mkdirSync(dirname(path), { recursive: true })
  try {
    const connection = openHealthy(path, known)
    if (connection !== null) return { connection, path, damagedFile: null, newerFile: null }
    const version = known.at(-1)?.version ?? 0
    const { dir, name, ext } = parse(path)
    const beside = openDatabase(join(dir, `${name}-version-${version}${ext}`), known)
    return { ...beside, newerFile: path }
  } catch (error) {
    if (!isDamage(error)) throw error
    return { ...quarantine(path, known), path, newerFile: null }
  }
}

/**
 * Renames a damaged ledger and its write-ahead files, which must be closed, and opens a new one in its place
 * with the readable part of its content.
 */
export function quarantine(
  path: string,
  known: readonly Migration[] = migrations,
): Pick<OpenedDatabase, 'connection'> & { readonly damagedFile: string } {
  const damagedFile = `${path}.damaged-${Date.now()}`
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, damagedFile + suffix)
  }
  const connection = openHealthy(path, known)
  if (connection === null) throw new Error('A new ledger cannot be newer than the app.')
  salvage(damagedFile, connection)
  return { connection, damagedFile }
}

/** Returns `null` if the ledger is from a newer version. */
function openHealthy(path: string, known: readonly Migration[]): Connection | null {
  // The write-ahead files get the same mode. Other users must not read the history.
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
    checkReadable(connection)
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

/** Reads a little from every table. A full check of a million jobs would take seconds. */
function checkReadable(connection: Connection): void {
  for (const table of ['uploads', 'saves', 'claims', 'multipart_uploads', 'parts', 'places']) {
    connection.prepare(`SELECT count(*) FROM ${table}`).first()
  }
  for (const order of ['ASC', 'DESC']) {
    connection.prepare(`SELECT * FROM jobs ORDER BY id ${order} LIMIT 20`).all()
  }
}
