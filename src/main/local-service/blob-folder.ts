import { createHash, randomUUID } from 'node:crypto'
import { constants, createReadStream, createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32 } from 'node:zlib'

/** A file of bytes that some object consists of. */
export type Blob = { readonly name: string; readonly size: number }

/** What was learned of the bytes while they were written. */
export type WrittenBlob = Blob & { readonly digests: Digests }

/** Digests in the encodings that S3 uses: `md5` and `sha256` hex, the checksums base64. */
export type Digests = {
  readonly md5: string
  readonly sha256: string | null
  readonly sha1: string | null
  readonly crc32: string
}

/** Which costly digests a request needs. */
export type DigestWish = { readonly sha256: boolean; readonly sha1: boolean }

const chunkBytes = 1024 * 1024

/** Files with random names. A file is whole and flushed before its name is told to anybody. */
export class BlobFolder {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
    mkdirSync(folder, { recursive: true })
  }

  /** Streams `data` into a new file. Nothing is left behind if it fails. */
  async write(data: AsyncIterable<Buffer>, wish: DigestWish): Promise<WrittenBlob> {
    const name = randomUUID()
    const md5 = createHash('md5')
    const sha256 = wish.sha256 ? createHash('sha256') : null
    const sha1 = wish.sha1 ? createHash('sha1') : null
    let crc = 0
    let size = 0
    async function* measured(): AsyncGenerator<Buffer> {
      for await (const chunk of data) {
        md5.update(chunk)
        sha256?.update(chunk)
        sha1?.update(chunk)
        crc = crc32(chunk, crc)
        size += chunk.length
        yield chunk
      }
    }
    try {
      await pipeline(
        measured,
        createWriteStream(join(this.#folder, name), { flags: 'wx', highWaterMark: chunkBytes, flush: true }),
      )
    } catch (error) {
      await this.remove([{ name, size }])
      throw error
    }
    const crcBytes = Buffer.alloc(4)
    crcBytes.writeUInt32BE(crc)
    const digests: Digests = {
      md5: md5.digest('hex'),
      sha256: sha256?.digest('hex') ?? null,
      sha1: sha1?.digest('hex') ?? null,
      crc32: crcBytes.toString('base64'),
    }
    return { name, size, digests }
  }

  /** The bytes `start` to `end`, both included, of the blobs put one after another. */
  read(blobs: readonly Blob[], start: number, end: number): Readable {
    const pieces: { name: string; start: number; end: number }[] = []
    let offset = 0
    for (const { name, size } of blobs) {
      const from = Math.max(start - offset, 0)
      const to = Math.min(end - offset, size - 1)
      if (from <= to) pieces.push({ name, start: from, end: to })
      offset += size
    }
    const open = (piece: { name: string; start: number; end: number }): Readable =>
      createReadStream(join(this.#folder, piece.name), {
        start: piece.start,
        end: piece.end,
        highWaterMark: chunkBytes,
      })
    const [first, ...others] = pieces
    if (first === undefined) return Readable.from([])
    if (others.length === 0) return open(first)
    return Readable.from(
      (async function* () {
        for (const piece of pieces) yield* open(piece)
      })(),
      { objectMode: false, highWaterMark: chunkBytes },
    )
  }

  /** New files with the same bytes; where the file system can, without copying them. */
  async copy(blobs: readonly Blob[]): Promise<Blob[]> {
    const copies = blobs.map(({ size }) => ({ name: randomUUID(), size }))
    await Promise.all(
      blobs.map((blob, i) =>
        copyFile(
          join(this.#folder, blob.name),
          join(this.#folder, copies[i]?.name ?? ''),
          constants.COPYFILE_FICLONE,
        ),
      ),
    )
    return copies
  }

  /** Deletes files; one that cannot be deleted now is swept at the next start. */
  async remove(blobs: readonly Blob[]): Promise<void> {
    await Promise.allSettled(blobs.map(({ name }) => rm(join(this.#folder, name), { force: true })))
  }

  /** Deletes every file that `known` does not name: what a killed server left half written. */
  sweep(known: ReadonlySet<string>): void {
    for (const name of readdirSync(this.#folder)) {
      if (!known.has(name)) rmSync(join(this.#folder, name), { force: true })
    }
  }
}
