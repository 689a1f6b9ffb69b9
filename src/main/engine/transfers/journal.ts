import type { Direction } from '../../../shared/queues.ts'

/** What is needed to carry an upload on after a crash. */
export interface PlannedUpload {
  readonly id: string
  readonly kind: 'submit' | 'store'
  readonly connectionId: string
  /** The job queue's name. */
  readonly queue: string
  readonly direction: Direction
  readonly path: string
  /** Bytes. With `mtimeMs` and `ino` it tells whether the file is still the same. */
  readonly size: number
  readonly mtimeMs: number
  readonly ino: number
  readonly name: string
  readonly fields: Readonly<Record<string, string>>
  /** Minted before the first byte moves, so that a repeat overwrites the same object. */
  readonly key: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

/**
 * An upload that a former run left. `planned`: nothing is certain to be stored; `stored`: its message may not be
 * sent; `failed`: it waits for the person.
 */
export interface UnfinishedUpload extends PlannedUpload {
  readonly step: 'planned' | 'stored' | 'failed'
}

/** What follows a plan; `dropped` is what the person gave up. A plan made again starts anew. */
export type LaterStep = 'stored' | 'failed' | 'sent' | 'dropped'

/**
 * Where transfers write down each step before they take the next. Each call resolves once it is on disk.
 */
export interface UploadJournal {
  plan(upload: PlannedUpload): Promise<void>
  advance(id: string, step: LaterStep): Promise<void>
}

/** Remembers nothing: for scripts and tests that need no crash safety. */
export const noJournal: UploadJournal = {
  plan: () => Promise.resolve(),
  advance: () => Promise.resolve(),
}
