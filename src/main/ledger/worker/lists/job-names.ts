import { comparableText } from '../../../../shared/texts/comparable-text.ts'
import type { Connection, Statement } from '../connection.ts'
import { jobsPerBlock, NameBlock } from './name-block.ts'

/**
 * The names of all jobs in memory, for searching: about 30 bytes per job. They are loaded in blocks, newest
 * first, or when a search needs them.
 */
export class JobNames {
  readonly #base: number
  readonly #blocks: (NameBlock | undefined)[] = []
  readonly #read: Statement
  /** The block to load next. */
  #next: number

  constructor(connection: Connection, { base, end }: { readonly base: number; readonly end: number }) {
    this.#base = base
    this.#next = this.blockOf(end - 1)
    // A file name usually contains the name. White space separates the two, so no word matches across them.
    this.#read = connection.prepare(
      `SELECT json_group_array(id), json_group_array(names) FROM
         (SELECT id, CASE WHEN instr(file_name, name) > 0 THEN file_name ELSE name || char(10) || file_name END AS names
          FROM jobs WHERE id BETWEEN ? AND ? ORDER BY id)`,
    )
  }

  /** True if all names are loaded. */
  get isLoaded(): boolean {
    return this.#next < 0
  }

  /** Loads some of the remaining names. */
  loadNext(): void {
    while (this.#next >= 0 && this.#blocks[this.#next] !== undefined) this.#next -= 1
    if (this.#next < 0) return
    this.block(this.#next)
    this.#next -= 1
  }

  /** Call this when jobs were added or renamed. */
  noteNamed(ids: Iterable<number>): void {
    for (const id of ids) if (id >= this.#base) this.#blocks[this.blockOf(id)] = undefined
  }

  blockOf(id: number): number {
    return Math.floor((id - this.#base) / jobsPerBlock)
  }

  /** Returns the block of job names that starts at the id `base + index * jobsPerBlock`. */
  block(index: number): NameBlock {
    const known = this.#blocks[index]
    if (known !== undefined) return known
    const first = this.#base + index * jobsPerBlock
    const [ids, names] = (this.#read.first(first, first + jobsPerBlock - 1) ?? []).map(
      (array) => JSON.parse(String(array)) as unknown[],
    )
    const loaded = new NameBlock(
      (ids as number[]).map((id, at) => [id - first, comparableText(String(names?.[at]))] as const),
    )
    this.#blocks[index] = loaded
    return loaded
  }
}
