import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder, nullIfMissing, publishDurably, syncFolder } from '../../durable-files.ts'
import { BucketKeys } from './bucket-keys.ts'
import type { SortedKeys } from './bucket-keys.ts'
import { LegacyObjects } from './legacy-objects.ts'
import { objectFooter, readObjectInfo } from './object-file.ts'
import type { ObjectInfo, WriteCondition } from './object-file.ts'
import { objectPath } from './object-paths.ts'
import { stageFile } from './staged-file.ts'
import { UploadStore } from '../uploads/upload-store.ts'

/** An object whose content is open for reading, from its first byte. */
export type OpenObject = { readonly file: FileHandle; readonly info: ObjectInfo }

/** A body to be stored. */
export type ObjectContent = {
  readonly data: AsyncIterable<Buffer>
  /** As announced by the client, or `null` if it was not announced. */
  readonly bytes: number | null
  /** Called once the data was read, because a checksum may come at its end. */
  headers(): Readonly<Record<string, string>>
  /** Defaults to the MD5 of the data. */
  readonly etag?: string
}

/**
 * Stores buckets as folders, and each object as one file. When a call resolves, its object is on disk,
 * including its name: a body is written next to the buckets, flushed, and renamed into place. Only one
 * process at a time may use the folder.
 */
export class ObjectStore {
  readonly uploads: UploadStore
  readonly #root: string
  readonly #incoming: string
  readonly #buckets = new Map<string, { readonly createdMs: number }>()
  readonly #legacy = new LegacyObjects()
  readonly #keys = new BucketKeys()
  /** The last pending write of each key. Writes to the same key run one after another. */
  readonly #writes = new Map<string, Promise<unknown>>()

  private constructor(folder: string) {
    this.#root = join(folder, 'buckets')
    this.#incoming = join(folder, 'incoming')
    this.uploads = new UploadStore(this)
  }

  /** Creates the folders and removes incomplete files left by a killed process. */
  static async open(folder: string): Promise<ObjectStore> {
    const store = new ObjectStore(folder)
    await makeFolder(store.#root)
    await mkdir(store.#incoming, { recursive: true, mode: 0o700 })
    for (const name of await readdir(store.#incoming)) await rm(join(store.#incoming, name), { force: true })
    for (const entry of await readdir(store.#root, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue
      const { birthtimeMs } = await stat(join(store.#root, entry.name))
      store.#buckets.set(entry.name, { createdMs: birthtimeMs })
    }
    return store
  }

  /** Returns the buckets sorted by name, in byte order. */
  listBuckets(): { readonly name: string; readonly createdMs: number }[] {
    const all = [...this.#buckets].map(([name, { createdMs }]) => ({ name, createdMs }))
    return all.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }

  hasBucket(bucket: string): boolean {
    return this.#buckets.has(bucket)
  }

  async createBucket(bucket: string): Promise<void> {
    await makeFolder(this.bucketFolder(bucket))
    this.#buckets.set(bucket, { createdMs: Date.now() })
  }

  /** Removes a bucket without objects, including its unfinished uploads. */
  async deleteBucket(bucket: string): Promise<void> {
    this.#buckets.delete(bucket)
    await rm(this.bucketFolder(bucket), { recursive: true, force: true, maxRetries: 5 })
    this.#keys.changed(this.bucketFolder(bucket))
    await syncFolder(this.#root)
  }

  bucketFolder(bucket: string): string {
    return join(this.#root, bucket)
  }

  /** Stores an object, replacing an existing one. Returns its ETag, without quotes. */
  async put(
    bucket: string,
    key: string,
    content: ObjectContent,
    condition: WriteCondition | null = null,
  ): Promise<string> {
    let etag = ''
    const staged = await stageFile(this.#incoming, content.data, content.bytes, ({ md5 }) => {
      etag = content.etag ?? md5
      return objectFooter({ etag, headers: content.headers() })
    })
    try {
      await this.publish(bucket, key, staged.path, condition)
    } catch (error) {
      await rm(staged.path, { force: true })
      throw error
    }
    return etag
  }

  /** Turns a complete file that is on disk into an object. */
  async publish(bucket: string, key: string, file: string, condition: WriteCondition | null): Promise<void> {
    const folder = this.bucketFolder(bucket)
    await this.#inTurn(`${bucket}/${key}`, async () => {
      condition?.(await this.find(bucket, key))
      await publishDurably(file, objectPath(folder, key))
      this.#keys.changed(folder)
      await this.#legacy.remove(folder, key)
    })
  }

  /** Returns `null` if there is no such object, or its file is damaged. */
  async find(bucket: string, key: string): Promise<ObjectInfo | null> {
    const opened = await this.openObject(bucket, key)
    await opened?.file.close()
    return opened?.info ?? null
  }

  /** Opens an object's content together with its info. Returns `null` like {@link find}. */
  async openObject(bucket: string, key: string): Promise<OpenObject | null> {
    const folder = this.bucketFolder(bucket)
    const file = await open(objectPath(folder, key), 'r').catch(nullIfMissing)
    if (file === null) return this.#legacy.open(folder, key)
    try {
      const info = await readObjectInfo(file)
      if (info !== null) return { file, info }
    } catch (error) {
      await file.close()
      throw error
    }
    await file.close()
    return null
  }

  /** Removes an object, if it exists. */
  async delete(bucket: string, key: string): Promise<void> {
    const folder = this.bucketFolder(bucket)
    await this.#inTurn(`${bucket}/${key}`, async () => {
      // The legacy object is removed first. Otherwise it would reappear after a crash between the two.
      await this.#legacy.remove(folder, key)
      const path = objectPath(folder, key)
      await rm(path, { force: true })
      this.#keys.changed(folder)
      await syncFolder(join(path, '..')).catch(nullIfMissing)
    })
  }

  /** Returns a bucket's keys in the order of their UTF-8 bytes, as in S3's listings. */
  keys(bucket: string): Promise<SortedKeys> {
    return this.#keys.of(this.bucketFolder(bucket))
  }

  async #inTurn(name: string, work: () => Promise<void>): Promise<void> {
    const before = this.#writes.get(name) ?? Promise.resolve()
    const mine = before.then(work, work)
    this.#writes.set(name, mine)
    try {
      await mine
    } finally {
      if (this.#writes.get(name) === mine) this.#writes.delete(name)
    }
  }
}
