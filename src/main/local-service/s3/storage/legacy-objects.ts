import { createHash } from 'node:crypto'
import { open, readdir, readFile, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { isMissing, nullIfMissing } from '../../durable-files.ts'
import type { ObjectInfo } from './object-file.ts'
import { objectPath } from './object-paths.ts'

/** The suffix of a content file, from before content and metadata shared a file. */
export const legacySuffix = '._S3rver_object'
const sidecarSuffixes = ['._S3rver_metadata.json', '._S3rver_object.md5'] as const

/**
 * Objects stored by versions up to 0.1, in three files each: content, metadata as JSON, and the ETag. They
 * are read in place, and removed when they are overwritten or deleted.
 */
export class LegacyObjects {
  readonly #present = new Map<string, Promise<boolean>>()

  /** True if a bucket has any. The result is cached, because no new ones are ever created. */
  isIn(bucketFolder: string): Promise<boolean> {
    const known = this.#present.get(bucketFolder) ?? hasLegacyFile(bucketFolder)
    this.#present.set(bucketFolder, known)
    return known
  }

  /** Opens the content. Returns `null` if there is no such object, or its metadata cannot be read. */
  async open(bucketFolder: string, key: string): Promise<{ file: FileHandle; info: ObjectInfo } | null> {
    if (!(await this.isIn(bucketFolder))) return null
    const file = await open(objectPath(bucketFolder, key, legacySuffix), 'r').catch(nullIfMissing)
    if (file === null) return null
    try {
      const [json, md5] = await Promise.all(
        sidecarSuffixes.map((suffix) =>
          readFile(objectPath(bucketFolder, key, suffix), 'utf8').catch(nullIfMissing),
        ),
      )
      const headers = JSON.parse(json ?? '{}') as Record<string, string>
      const { size, mtimeMs } = await file.stat()
      const etag = md5 ?? (await md5Of(file))
      return { file, info: { size, etag, headers, modifiedMs: Math.trunc(mtimeMs) } }
    } catch (error) {
      await file.close()
      if (error instanceof SyntaxError) return null
      throw error
    }
  }

  /** Removes the object. Removes the content first, because the rest is ignored without it. */
  async remove(bucketFolder: string, key: string): Promise<void> {
    if (!(await this.isIn(bucketFolder))) return
    for (const suffix of [legacySuffix, ...sidecarSuffixes]) {
      await rm(objectPath(bucketFolder, key, suffix), { force: true })
    }
  }
}

async function hasLegacyFile(bucketFolder: string): Promise<boolean> {
  try {
    const names = await readdir(bucketFolder, { recursive: true })
    return names.some((name) => name.endsWith(legacySuffix))
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

async function md5Of(file: FileHandle): Promise<string> {
  const md5 = createHash('md5')
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) md5.update(chunk as Buffer)
  return md5.digest('hex')
}
