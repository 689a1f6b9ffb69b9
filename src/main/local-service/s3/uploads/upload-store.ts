import { randomBytes } from 'node:crypto'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { mapConcurrent } from '../../../engine/async/map-concurrent.ts'
import { crc32Text } from '../../../engine/checksums/crc32.ts'
import { makeFolder, nullIfMissing, writeAtomically } from '../../durable-files.ts'
import { objectFooter } from '../storage/object-file.ts'
import type { WriteCondition } from '../storage/object-file.ts'
import { crc32Header, keptHeaders } from '../object-headers.ts'
import { S3Error } from '../s3-error.ts'
import { noSuchUpload, UploadParts } from './upload-parts.ts'

/** The name that earlier versions used, so that unfinished uploads survive an update. */
const uploadsFolder = '._S3rver_uploads'

/** An upload that was neither completed nor aborted. */
export type UnfinishedUpload = { readonly id: string; readonly key: string; readonly initiatedMs: number }

/** The part of the object store used here. */
type Objects = {
  bucketFolder(bucket: string): string
  publish(bucket: string, key: string, file: string, condition: WriteCondition | null): Promise<void>
}

/** Multipart uploads that are not complete yet. Each has a folder in its bucket. */
export class UploadStore {
  readonly #objects: Objects
  readonly #uploads = new Map<string, Promise<UploadParts>>()
  readonly #completing = new Set<string>()

  constructor(objects: Objects) {
    this.#objects = objects
  }

  /** Starts an upload and returns its id. */
  async create(bucket: string, key: string, headers: Readonly<Record<string, string>>): Promise<string> {
    const id = randomBytes(16).toString('hex')
    const folder = this.#folder(bucket, id)
    await makeFolder(folder)
    await writeAtomically(join(folder, 'metadata'), JSON.stringify(headers))
    // Written last, because it makes the upload visible.
    await writeAtomically(join(folder, 'key'), key)
    return id
  }

  /** Returns the parts of an unfinished upload, or `null` if this key has no such upload. */
  async find(bucket: string, key: string, id: string): Promise<UploadParts | null> {
    if (!/^[0-9a-f]{32}$/.test(id) || this.#completing.has(id)) return null
    const folder = this.#folder(bucket, id)
    if ((await readFile(join(folder, 'key'), 'utf8').catch(nullIfMissing)) !== key) return null
    const known = this.#uploads.get(id) ?? UploadParts.open(folder)
    this.#uploads.set(id, known)
    known.catch(() => this.#uploads.delete(id))
    return known
  }

  /** Returns a bucket's unfinished uploads, sorted by the bytes of their key and then by start time. */
  async list(bucket: string): Promise<UnfinishedUpload[]> {
    const folder = join(this.#objects.bucketFolder(bucket), uploadsFolder)
    const ids = (await readdir(folder).catch(nullIfMissing)) ?? []
    const uploads = await mapConcurrent(ids, 16, async (id) => {
      const file = join(folder, id, 'key')
      const [key, stats] = await Promise.all([
        readFile(file, 'utf8').catch(nullIfMissing),
        stat(file).catch(nullIfMissing),
      ])
      return key === null || stats === null ? null : { id, key, initiatedMs: Math.trunc(stats.mtimeMs) }
    })
    return uploads.filter((upload) => upload !== null).toSorted(byKeyAndTime)
  }

  async abort(bucket: string, id: string): Promise<void> {
    this.#uploads.delete(id)
    // A part that is still arriving may be stored in the meantime, so that the folder is not empty.
    await rm(this.#folder(bucket, id), { recursive: true, force: true, maxRetries: 5 })
  }

  /** Turns these parts into the object. Throws BadDigest if its CRC-32 differs from the client's. */
  async complete(
    bucket: string,
    key: string,
    id: string,
    request: {
      readonly numbers: readonly number[]
      readonly crc32: string | null
      readonly condition: WriteCondition | null
    },
  ): Promise<{ readonly etag: string; readonly crc32: string | null }> {
    const parts = await this.find(bucket, key, id)
    if (parts === null || this.#completing.has(id)) throw noSuchUpload()
    this.#completing.add(id)
    try {
      const whole = parts.sum(request.numbers)
      const crc32 = crc32Text(whole.crc32)
      if (request.crc32 !== null && request.crc32 !== crc32) {
        throw new S3Error('BadDigest', 'The CRC32 you specified did not match the parts.')
      }
      const returnsChecksum = request.crc32 !== null || whole.told
      const given = await readFile(join(this.#folder(bucket, id), 'metadata'), 'utf8')
      const headers = {
        ...keptHeaders(JSON.parse(given) as Record<string, string>),
        ...(returnsChecksum && { [crc32Header]: crc32 }),
      }
      const { etag } = whole
      const path = await parts.join(request.numbers, objectFooter({ etag, headers }))
      await this.#objects.publish(bucket, key, path, request.condition)
      await this.abort(bucket, id)
      return { etag, crc32: returnsChecksum ? crc32 : null }
    } finally {
      this.#completing.delete(id)
    }
  }

  #folder(bucket: string, id: string): string {
    return join(this.#objects.bucketFolder(bucket), uploadsFolder, id)
  }
}

function byKeyAndTime(a: UnfinishedUpload, b: UnfinishedUpload): number {
  return (
    Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)) ||
    a.initiatedMs - b.initiatedMs ||
    (a.id < b.id ? -1 : 1)
  )
}
