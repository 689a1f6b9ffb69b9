import { dayOf } from '../../../shared/texts/day-text.ts'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EngineError } from '../../engine/errors/engine-error.ts'
import type { Transfers } from '../../engine/transfers/transfers.ts'

/** Larger texts and images come from a file anyway. */
const maxBytes = 256 * 1024 * 1024

/**
 * Files made of pasted text and images. Each has its own folder, so that it can have any name, and
 * is kept until its upload has finished. After a crash, the next launch removes files that no upload needs.
 */
export class PastedFiles {
  readonly #folder: string
  #count = 0

  constructor(folder: string) {
    this.#folder = folder
  }

  /**
   * Writes a file named after the time. Returns its path. @throws EngineError `BAD_REQUEST` if it
   * is too large.
   */
  async write(what: 'text' | 'image', bytes: string | Uint8Array, at = new Date()): Promise<string> {
    if (bytes.length > maxBytes) {
      throw new EngineError('BAD_REQUEST', 'This is too large to paste.', {
        hint: 'Save it to a file, and drop that file.',
        retryable: false,
      })
    }
    this.#count += 1
    const folder = join(this.#folder, `${at.getTime()}-${process.pid}-${this.#count}`)
    await mkdir(folder, { recursive: true })
    const path = join(folder, what === 'text' ? `Text ${stamp(at)}.txt` : `Image ${stamp(at)}.png`)
    await writeFile(path, bytes, { mode: 0o600 })
    return path
  }

  has(path: string): boolean {
    return dirname(dirname(path)) === this.#folder
  }

  /**
   * Removes a pasted file once its upload is done or has been taken back. A failed upload keeps its
   * file, because it can be retried.
   */
  async removeAfter(path: string, transferId: string, transfers: Transfers): Promise<void> {
    if (!this.has(path)) return
    const outcome = await transfers.outcomeOf(transferId).catch(() => null)
    if (outcome === null || outcome.transfer.state === 'failed') return
    await rm(dirname(path), { recursive: true, force: true }).catch(() => undefined)
  }

  /** Removes files that no unfinished upload needs. Call it before anything is pasted. */
  async sweep(needed: readonly string[]): Promise<void> {
    const kept = new Set(needed.map((path) => dirname(path)))
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const folder = join(this.#folder, name)
      if (!kept.has(folder)) await rm(folder, { recursive: true, force: true }).catch(() => undefined)
    }
  }
}

/** Formats a local time as `2026-11-26 07.50.12`. */
function stamp(at: Date): string {
  return `${dayOf(at.getTime())} ${two(at.getHours())}.${two(at.getMinutes())}.${two(at.getSeconds())}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
