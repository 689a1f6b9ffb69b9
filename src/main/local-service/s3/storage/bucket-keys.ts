import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { legacySuffix } from './legacy-objects.ts'
import { keyOfPath } from './object-paths.ts'

const staleMs = 10_000

/** A bucket's keys in the order of their UTF-8 bytes, as in S3's listings. */
export type SortedKeys = readonly string[]

/**
 * Reads a bucket's keys. Caches the last bucket's keys for a few seconds, until something is
 * written to it, because otherwise each page of a listing would read the whole folder again.
 */
export class BucketKeys {
  #last: { readonly folder: string; readonly readMs: number; readonly keys: Promise<SortedKeys> } | null =
    null

  /** Returns the keys in a bucket's folder. */
  of(folder: string): Promise<SortedKeys> {
    const last = this.#last
    if (last?.folder === folder && performance.now() - last.readMs < staleMs) return last.keys
    const keys = readKeys(folder)
    this.#last = { folder, readMs: performance.now(), keys }
    keys.catch(() => this.changed(folder))
    return keys
  }

  /** Call this after each change in a bucket's folder. */
  changed(folder: string): void {
    if (this.#last?.folder === folder) this.#last = null
  }
}

async function readKeys(folder: string): Promise<SortedKeys> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const keys = new Set<string>()
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const key = keyOfPath(folder, path) ?? keyOfPath(folder, path, legacySuffix)
    if (key !== null) keys.add(key)
  }
  const sorted = Array.from(keys, (key) => ({ key, bytes: Buffer.from(key) }))
  return sorted.toSorted((a, b) => Buffer.compare(a.bytes, b.bytes)).map(({ key }) => key)
}

/**
 * Returns the index of the first key that is not before `text`. With `isAfter`, of the first key after it.
 */
export function firstFrom(keys: SortedKeys, text: string, isAfter = false): number {
  const bytes = Buffer.from(text)
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const order = Buffer.compare(Buffer.from(keys[middle] ?? ''), bytes)
    if (order < 0 || (isAfter && order === 0)) low = middle + 1
    else high = middle
  }
  return low
}
