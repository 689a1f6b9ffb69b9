import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import type FilesystemStoreType from '@20minutes/s3rver/lib/stores/filesystem.js'
import { crcText } from './checked-payload.ts'
import { crc32Header } from './object-headers.ts'
import { S3Error } from './s3-error.ts'
import { noSuchUpload, UploadParts } from './upload-parts.ts'
import type { JoinedParts } from './upload-parts.ts'

/** What a listing says of an object. */
export type ListedObject = {
  readonly key: string
  readonly size: number
  /** Without quotes. */
  readonly etag: string
  readonly modifiedMs: number
}

/** An object whose content is open for reading. */
export type OpenObject = { readonly file: FileHandle; readonly found: FoundObject }

type FoundObject = ListedObject & { readonly headers: Record<string, string> }

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
    ([name]) => keptHeaders.includes(name) || name === crc32Header || name.startsWith('x-amz-meta-'),
  )
  return Buffer.from(JSON.stringify(Object.fromEntries(kept), null, 2))
}

function nullIfMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
  throw error
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
  readonly #uploads = new Map<string, Promise<UploadParts>>()
  readonly #completing = new Set<string>()

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
  async find(bucket: string, key: string): Promise<FoundObject | null> {
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

  /** Opens an object's content with what is known of this very content; null when there is no such object. */
  async openObject(bucket: string, key: string): Promise<OpenObject | null> {
    const path = this.getResourcePath(bucket, key, 'object')
    for (;;) {
      const file = await open(path, 'r').catch(nullIfMissing)
      if (file === null) return null
      try {
        const found = await this.find(bucket, key)
        const [opened, now] = [await file.stat(), await stat(path).catch(nullIfMissing)]
        if (found !== null && now?.ino === opened.ino && now.mtimeMs === opened.mtimeMs)
          return { file, found }
        await file.close()
        if (found === null) return null
      } catch (error) {
        await file.close().catch(() => undefined)
        throw error
      }
    }
  }

  /** The parts of an unfinished upload; null when there is none of this key. */
  async upload(bucket: string, key: string, id: string): Promise<UploadParts | null> {
    if (!/^[0-9a-f]{32}$/.test(id) || this.#completing.has(id)) return null
    const folder = this.#uploadFolder(bucket, id)
    if ((await readFile(join(folder, 'key'), 'utf8').catch(nullIfMissing)) !== key) return null
    const known = this.#uploads.get(id) ?? UploadParts.open(folder)
    this.#uploads.set(id, known)
    known.catch(() => this.#uploads.delete(id))
    return known
  }

  async abortUpload(bucket: string, id: string): Promise<void> {
    this.#uploads.delete(id)
    // A part that was on its way may still be put there meanwhile, and then the folder is not empty.
    await rm(this.#uploadFolder(bucket, id), { recursive: true, force: true, maxRetries: 5 })
  }

  /** Makes the object of these parts. Throws BadDigest where its CRC-32 is not that of the client. */
  async completeUpload(
    bucket: string,
    key: string,
    id: string,
    wish: { readonly numbers: readonly number[]; readonly crc32: string | null },
  ): Promise<{ readonly etag: string; readonly crc32: string | null }> {
    const parts = await this.upload(bucket, key, id)
    if (parts === null || this.#completing.has(id)) throw noSuchUpload()
    this.#completing.add(id)
    try {
      const joined = await parts.join(wish.numbers)
      const crc32 = crcText(joined.crc32)
      if (wish.crc32 !== null && wish.crc32 !== crc32) {
        throw new S3Error('BadDigest', 'The CRC32 you specified did not match the parts.')
      }
      const isTold = wish.crc32 !== null || joined.told
      const given = await readFile(join(this.#uploadFolder(bucket, id), 'metadata'), 'utf8')
      const metadata = {
        ...(JSON.parse(given) as Record<string, string>),
        ...(isTold && { [crc32Header]: crc32 }),
      }
      await this.#adopt(bucket, key, joined, metadata)
      await this.abortUpload(bucket, id)
      return { etag: joined.etag, crc32: isTold ? crc32 : null }
    } finally {
      this.#completing.delete(id)
    }
  }

  async #adopt(
    bucket: string,
    key: string,
    joined: JoinedParts,
    metadata: Readonly<Record<string, string>>,
  ): Promise<void> {
    const path = this.getResourcePath(bucket, key, 'object')
    await mkdir(dirname(path), { recursive: true })
    const text = (await this.#write(metadataText(metadata))).part
    const digest = (await this.#write(Buffer.from(joined.etag))).part
    await this.#place([text, digest], () => rm(`${path}.md5`, { force: true }), [
      [text, this.getResourcePath(bucket, key, 'metadata.json')],
      [joined.path, path],
      [digest, `${path}.md5`],
    ])
  }

  #uploadFolder(bucket: string, id: string): string {
    return join(this.getBucketPath(bucket), uploadsFolder, id)
  }
}
