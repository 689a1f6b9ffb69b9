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

type StoredObject = Parameters<FilesystemStoreType['putObject']>[0]
type ObjectMetadata = Awaited<ReturnType<FilesystemStoreType['getMetadata']>>

const objectPath = '@20minutes/s3rver/lib/models/object.js'
const { ALLOWED_METADATA: keptHeaders } = load(objectPath) as { readonly ALLOWED_METADATA: readonly string[] }

const flushEveryBytes = 64 * 1024 * 1024
const objectSuffix = '._S3rver_object'
const uploadsFolder = '._S3rver_uploads'

/** The headers that the package keeps, as it writes them. */
function metadataText(metadata: Readonly<Record<string, string>>): Buffer {
  const kept = Object.entries(metadata).filter(
    ([name]) => keptHeaders.includes(name) || name.startsWith('x-amz-meta-'),
  )
  return Buffer.from(JSON.stringify(Object.fromEntries(kept), null, 2))
}

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
    const written = await this.#write(content)
    // The package trusts this file for the ETag, so it goes before the content it describes.
    await this.#place([written.part], () => rm(`${path}.md5`, { force: true }), [[written.part, path]])
    return [written.size, written.md5]
  }

  /** Everything is on the disk before the first rename, and the content comes last: it makes the object visible. */
  override async putObject(object: StoredObject): Promise<{ size: number; md5: string }> {
    const { bucket, key } = object
    const path = this.getResourcePath(bucket, key, 'object')
    await mkdir(dirname(path), { recursive: true })
    const { part, size, md5 } = await this.#write(object.content)
    const parts = [part]
    try {
      parts.push((await this.#write(metadataText(object.metadata))).part)
      parts.push((await this.#write(Buffer.from(md5))).part)
    } catch (error) {
      await this.#discard(parts)
      throw error
    }
    const [, metadata = '', digest = ''] = parts
    await this.#place(parts, () => rm(`${path}.md5`, { force: true }), [
      [metadata, this.getResourcePath(bucket, key, 'metadata.json')],
      [part, path],
      // A kill before this one costs nothing: a digest that lacks is made anew.
      [digest, `${path}.md5`],
    ])
    return { size, md5 }
  }

  /** As the package's own, which writes straight to the final names. It is left to the copies. */
  override async putMetadata(
    bucket: string,
    key: string,
    metadata: Readonly<Record<string, string>>,
    md5?: string,
  ): Promise<void> {
    const texts: [text: Buffer, path: string][] = [
      [metadataText(metadata), this.getResourcePath(bucket, key, 'metadata.json')],
    ]
    if (md5 !== undefined) texts.push([Buffer.from(md5), this.getResourcePath(bucket, key, 'object.md5')])
    for (const [text, path] of texts) {
      const { part } = await this.#write(text)
      await this.#place([part], () => Promise.resolve(), [[part, path]])
    }
  }

  /** Throws ENOENT, as for an object that is not there, where what is kept of it cannot be read. */
  override async getMetadata(bucket: string, key: string): Promise<ObjectMetadata> {
    try {
      return await super.getMetadata(bucket, key)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      throw Object.assign(new Error('The metadata of the object is damaged.'), { code: 'ENOENT' })
    }
  }

  /** Writes a file beside the buckets, flushed. */
  async #write(
    content: Buffer | AsyncIterable<Buffer>,
  ): Promise<{ readonly part: string; readonly size: number; readonly md5: string }> {
    const part = join(this.#incoming, randomUUID())
    const md5 = createHash('md5')
    let size = 0
    let flushed = 0
    try {
      const file = await open(part, 'wx', 0o600)
      try {
        for await (const chunk of Buffer.isBuffer(content) ? [content] : content) {
          md5.update(chunk)
          size += chunk.length
          await file.writeFile(chunk)
          // Else the last flush of a large object takes so long that its client gives up on the answer.
          if (size - flushed < flushEveryBytes) continue
          await file.datasync()
          flushed = size
        }
        await file.sync()
      } finally {
        await file.close()
      }
    } catch (error) {
      await this.#discard([part])
      throw error
    }
    return { part, size, md5: md5.digest('hex') }
  }

  /** Renames in the given order, which the disk keeps too; what is not placed is removed. */
  async #place(
    parts: readonly string[],
    before: () => Promise<void>,
    renames: readonly (readonly [part: string, path: string])[],
  ): Promise<void> {
    try {
      await before()
      for (const [part, path] of renames) {
        await rename(part, path)
        await syncFolder(dirname(path))
      }
    } catch (error) {
      await this.#discard(parts)
      throw error
    }
  }

  async #discard(parts: readonly string[]): Promise<void> {
    for (const part of parts) await rm(part, { force: true })
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
