import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { Blob } from './blob-folder.ts'

/** One object as the index knows it. */
export type ObjectRecord = {
  readonly key: string
  readonly size: number
  /** Without quotes. */
  readonly etag: string
  readonly modifiedMs: number
  /** Response headers: content type and the like, user metadata, checksums. */
  readonly headers: Readonly<Record<string, string>>
  readonly blobs: readonly Blob[]
}

/** One uploaded part of a multipart upload. */
export type PartRecord = {
  readonly number: number
  readonly etag: string
  readonly modifiedMs: number
  readonly blob: Blob
}

/** A multipart upload that is neither completed nor aborted. */
export type UploadRecord = {
  readonly id: string
  readonly bucket: string
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  readonly startedMs: number
}

const blobs = z.array(z.object({ name: z.string(), size: z.number() }))
const headers = z.record(z.string(), z.string())
const json = <T extends z.ZodType>(schema: T) =>
  z.string().transform((text) => schema.parse(JSON.parse(text)))
const objectRow = z.object({
  key: z.string(),
  size: z.number(),
  etag: z.string(),
  modifiedMs: z.number(),
  headers: json(headers),
  blobs: json(blobs),
})
const uploadRow = z.object({
  id: z.string(),
  bucket: z.string(),
  key: z.string(),
  headers: json(headers),
  startedMs: z.number(),
})
const partRow = z.object({
  number: z.number(),
  etag: z.string(),
  modifiedMs: z.number(),
  blob: z.string(),
  size: z.number(),
})

const schema = `
CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, createdMs INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS objects (
  bucket TEXT NOT NULL, key TEXT NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL,
  modifiedMs INTEGER NOT NULL, headers TEXT NOT NULL, blobs TEXT NOT NULL, PRIMARY KEY (bucket, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS uploads (
  id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, headers TEXT NOT NULL, startedMs INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parts (
  upload TEXT NOT NULL REFERENCES uploads(id) ON DELETE CASCADE, number INTEGER NOT NULL, etag TEXT NOT NULL,
  modifiedMs INTEGER NOT NULL, blob TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (upload, number)
) WITHOUT ROWID;
`

/**
 * The names of buckets, objects and uploads, in one SQLite file. A change is one transaction, so after a
 * kill an object is there whole, with its metadata, or not at all. Keys sort by their UTF-8 bytes, as in S3.
 */
export class ObjectIndex {
  readonly #db: DatabaseSync

  private constructor(db: DatabaseSync) {
    this.#db = db
  }

  /** Opens the index for this process alone; a second process that tries is told "database is locked". */
  static async open(folder: string): Promise<ObjectIndex> {
    mkdirSync(folder, { recursive: true })
    // Not imported at the top: the Node inside older Electrons has no such module, and parses this file.
    const { DatabaseSync } = await import('node:sqlite')
    const db = new DatabaseSync(join(folder, 'objects.sqlite'), { enableForeignKeyConstraints: true })
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
    db.exec(schema)
    db.exec('BEGIN IMMEDIATE; COMMIT;')
    return new ObjectIndex(db)
  }

  close(): void {
    this.#db.close()
  }

  buckets(): { name: string; createdMs: number }[] {
    const rows = this.#db.prepare('SELECT name, createdMs FROM buckets ORDER BY name').all()
    return rows.map((row) => z.object({ name: z.string(), createdMs: z.number() }).parse(row))
  }

  hasBucket(name: string): boolean {
    return this.#db.prepare('SELECT 1 FROM buckets WHERE name = ?').get(name) !== undefined
  }

  addBucket(name: string): void {
    this.#db.prepare('INSERT INTO buckets VALUES (?, ?)').run(name, Date.now())
  }

  /** False when the bucket still holds objects. Its unfinished uploads go with it. */
  removeBucket(name: string): boolean {
    if (this.#db.prepare('SELECT 1 FROM objects WHERE bucket = ? LIMIT 1').get(name) !== undefined)
      return false
    this.#db.prepare('DELETE FROM uploads WHERE bucket = ?').run(name)
    this.#db.prepare('DELETE FROM buckets WHERE name = ?').run(name)
    return true
  }

  object(bucket: string, key: string): ObjectRecord | null {
    const row = this.#db.prepare('SELECT * FROM objects WHERE bucket = ? AND key = ?').get(bucket, key)
    return row === undefined ? null : objectRow.parse(row)
  }

  /** Puts the object in place of what had its key, whose blobs are returned for removal. */
  putObject(bucket: string, record: ObjectRecord, finishedUpload: string | null = null): readonly Blob[] {
    return this.#transaction(() => {
      const old = this.object(bucket, record.key)?.blobs ?? []
      this.#db
        .prepare('INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(
          bucket,
          record.key,
          record.size,
          record.etag,
          record.modifiedMs,
          JSON.stringify(record.headers),
          JSON.stringify(record.blobs),
        )
      if (finishedUpload !== null) this.#db.prepare('DELETE FROM uploads WHERE id = ?').run(finishedUpload)
      return old
    })
  }

  /** The blobs that the object consisted of; none when there was no such object. */
  removeObject(bucket: string, key: string): readonly Blob[] {
    return this.#transaction(() => {
      const old = this.object(bucket, key)?.blobs ?? []
      this.#db.prepare('DELETE FROM objects WHERE bucket = ? AND key = ?').run(bucket, key)
      return old
    })
  }

  /** Objects after `after` (excluded) and from `from` on, in key order, read as they are asked for. */
  *objects(bucket: string, after: string, from: string): Generator<ObjectRecord> {
    const rows = this.#db
      .prepare('SELECT * FROM objects WHERE bucket = ? AND key > ? AND key >= ? ORDER BY key')
      .iterate(bucket, after, from)
    for (const row of rows) yield objectRow.parse(row)
  }

  addUpload(upload: UploadRecord): void {
    this.#db
      .prepare('INSERT INTO uploads VALUES (?, ?, ?, ?, ?)')
      .run(upload.id, upload.bucket, upload.key, JSON.stringify(upload.headers), upload.startedMs)
  }

  upload(id: string): UploadRecord | null {
    const row = this.#db.prepare('SELECT * FROM uploads WHERE id = ?').get(id)
    return row === undefined ? null : uploadRow.parse(row)
  }

  uploads(bucket: string): UploadRecord[] {
    const rows = this.#db
      .prepare('SELECT * FROM uploads WHERE bucket = ? ORDER BY key, startedMs')
      .all(bucket)
    return rows.map((row) => uploadRow.parse(row))
  }

  removeUpload(id: string): void {
    this.#db.prepare('DELETE FROM uploads WHERE id = ?').run(id)
  }

  /** The parts in their order, or the one with `number`. */
  parts(upload: string, number: number | null = null): PartRecord[] {
    const rows = this.#db
      .prepare('SELECT * FROM parts WHERE upload = ?1 AND (?2 IS NULL OR number = ?2) ORDER BY number')
      .all(upload, number)
    return rows.map((row) => {
      const { blob, size, ...part } = partRow.parse(row)
      return { ...part, blob: { name: blob, size } }
    })
  }

  /** The blob of the part that had this number before, if any. */
  putPart(upload: string, part: PartRecord): readonly Blob[] {
    return this.#transaction(() => {
      const old = this.parts(upload, part.number)
      this.#db
        .prepare('INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?)')
        .run(upload, part.number, part.etag, part.modifiedMs, part.blob.name, part.blob.size)
      return old.map(({ blob }) => blob)
    })
  }

  /** The names of all blobs in use. */
  blobNames(): Set<string> {
    const names = new Set<string>()
    for (const row of this.#db.prepare('SELECT blobs FROM objects').iterate()) {
      for (const { name } of z.object({ blobs: json(blobs) }).parse(row).blobs) names.add(name)
    }
    for (const row of this.#db.prepare('SELECT blob FROM parts').iterate()) {
      names.add(z.object({ blob: z.string() }).parse(row).blob)
    }
    return names
  }

  #transaction<T>(change: () => T): T {
    this.#db.exec('BEGIN')
    try {
      const result = change()
      this.#db.exec('COMMIT')
      return result
    } catch (error) {
      this.#db.exec('ROLLBACK')
      throw error
    }
  }
}
