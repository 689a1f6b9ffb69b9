import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import type FilesystemStoreType from '@20minutes/s3rver/lib/stores/filesystem.js'

/** What a listing says of an object. */
export type ListedObject = {
  readonly key: string
  readonly size: number
  /** Without quotes. */
  readonly etag: string
  readonly modifiedMs: number
}

/** What the package keeps of an unfinished multipart upload. */
export type StoredPart = ListedObject & { readonly number: number }

// Loaded by name at run time, so that a bundler does not copy the package's inner modules beside it.
const load = createRequire(import.meta.url)
const storePath = '@20minutes/s3rver/lib/stores/filesystem.js'
const FilesystemStore = load(storePath) as typeof FilesystemStoreType

const objectSuffix = '._S3rver_object'
const uploadsFolder = '._S3rver_uploads'

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder, and keeps its entries by itself.
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/**
 * The package's store of plain files, made to survive a kill: content is written beside the buckets,
 * flushed, and only then renamed to its place. The package itself writes straight to the final name.
 */
export class DurableStore extends FilesystemStore {
  readonly #incoming: string

  constructor(buckets: string, incoming: string) {
    super(buckets)
    this.#incoming = incoming
  }

  /** Makes the folders and clears what a killed predecessor had not finished. */
  async open(): Promise<void> {
    await mkdir(this.rootDirectory, { recursive: true, mode: 0o700 })
    await mkdir(this.#incoming, { recursive: true, mode: 0o700 })
    for (const name of await readdir(this.#incoming)) await rm(join(this.#incoming, name), { force: true })
  }

  override async putContent(
    path: string,
    content: Buffer | AsyncIterable<Buffer>,
  ): Promise<[size: number, md5: string]> {
    const part = join(this.#incoming, randomUUID())
    const md5 = createHash('md5')
    let size = 0
    try {
      const file = await open(part, 'wx', 0o600)
      try {
        for await (const chunk of Buffer.isBuffer(content) ? [content] : content) {
          md5.update(chunk)
          size += chunk.length
          await file.writeFile(chunk)
        }
        await file.sync()
      } finally {
        await file.close()
      }
      const digest = md5.digest('hex')
      // The package trusts this file for the ETag, so it goes before the content it describes.
      await rm(`${path}.md5`, { force: true })
      await rename(part, path)
      await syncFolder(dirname(path))
      return [size, digest]
    } catch (error) {
      await rm(part, { force: true })
      throw error
    }
  }

  /**
   * The keys of a bucket in the order of their UTF-8 bytes, as S3 lists them. The package walks its folders,
   * whose order is another, and so loses keys between two pages.
   */
  async keys(bucket: string): Promise<string[]> {
    const folder = this.getBucketPath(bucket)
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const keys = entries.flatMap((entry) => {
      if (!entry.isFile() || !entry.name.endsWith(objectSuffix)) return []
      const path = join(entry.parentPath, entry.name).slice(folder.length + 1, -objectSuffix.length)
      return [FilesystemStore.decodeKeyPath(path.split(sep).join('/'))]
    })
    const bytes = new Map(keys.map((key) => [key, Buffer.from(key)]))
    const empty = Buffer.alloc(0)
    return keys.toSorted((a, b) => Buffer.compare(bytes.get(a) ?? empty, bytes.get(b) ?? empty))
  }

  /** Null when there is no such object, or it was removed this moment. */
  async find(
    bucket: string,
    key: string,
  ): Promise<(ListedObject & { headers: Record<string, string> }) | null> {
    try {
      const {
        etag,
        'last-modified': modified,
        'content-length': size,
        ...headers
      } = await this.getMetadata(bucket, key)
      return { key, size, etag: etag.replaceAll('"', ''), modifiedMs: Date.parse(modified), headers }
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
      throw error
    }
  }

  /** The package also removes folders that became empty, and fails when two requests do so at once. */
  override async deleteObject(bucket: string, key: string): Promise<void> {
    for (const resource of ['object', 'object.md5', 'metadata.json']) {
      await rm(this.getResourcePath(bucket, key, resource), { force: true })
    }
  }

  /** The key of an unfinished upload; null when there is none. */
  async uploadKey(bucket: string, id: string): Promise<string | null> {
    if (!/^[0-9a-f]{32}$/.test(id)) return null
    return readFile(join(this.#uploadFolder(bucket, id), 'key'), 'utf8').catch(() => null)
  }

  async parts(bucket: string, id: string): Promise<StoredPart[]> {
    const folder = this.#uploadFolder(bucket, id)
    const numbers = (await readdir(folder))
      .filter((name) => /^\d+\.md5$/.test(name))
      .map((name) => Number.parseInt(name, 10))
    const parts = numbers.map(async (number) => {
      const [{ size, mtimeMs }, etag] = await Promise.all([
        stat(join(folder, String(number))),
        readFile(join(folder, `${number}.md5`), 'utf8'),
      ])
      return { key: '', number, size, etag, modifiedMs: mtimeMs }
    })
    return (await Promise.all(parts)).toSorted((a, b) => a.number - b.number)
  }

  async abortUpload(bucket: string, id: string): Promise<void> {
    await rm(this.#uploadFolder(bucket, id), { recursive: true, force: true })
  }

  #uploadFolder(bucket: string, id: string): string {
    return join(this.getBucketPath(bucket), uploadsFolder, id)
  }
}
