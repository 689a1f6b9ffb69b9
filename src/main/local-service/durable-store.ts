import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import FilesystemStore from '@20minutes/s3rver/lib/stores/filesystem.js'

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
}
