import { comparableText } from '../../../../shared/texts/comparable-text.ts'
import type { Connection, SqlValue, Statement } from '../connection.ts'
import { hasMoreThanAscii, idColumns, nameColumns } from '../search-index.ts'
import { searchWords, type SearchWord } from '../search-words.ts'
import { IdSet } from './id-set.ts'
import type { JobNames } from './job-names.ts'
import { jobsPerBlock, wordsPerBlock } from './name-block.ts'

/** SQL that is true if the key or message id of a job has to be compared here. */
const isUndecided = hasMoreThanAscii(idColumns)
/** The target duration of one step. */
const stepMs = 3
const firstBlocks = 1
/** If more jobs than this are missing from the search index, keys are searched by scanning. */
const fewUnindexed = 3_000
/** For at most this many jobs, reading their keys is faster than a search of the index. */
const fewJobs = 60
/**
 * The number of blocks in the first search of the index: a quarter of a million jobs. A second one searches all
 * others, because the index reads at least from the first of the wanted jobs to its end.
 */
const firstSearch = 61

/** The jobs that have a word in their key or message id. */
interface KeyHits {
  /** Down to the block `searched`. */
  readonly found: IdSet
  searched: number
  /** The hits for a part of the word, which include these. */
  wider: KeyHits | null
}

interface Word extends SearchWord {
  readonly bytes: Buffer
  readonly keys: KeyHits
}

/**
 * The jobs that contain all words of a text. They are found in steps, newest first, so that a list can show
 * the first ones early. Names are searched in memory, keys and message ids with the index.
 */
export class TextMatches {
  readonly #connection: Connection
  readonly #names: JobNames
  readonly #words: readonly Word[]
  readonly #base: number
  readonly #found: IdSet
  /** Contains all matches, as far as it is known. */
  #wider: TextMatches | null
  readonly #statements = new Map<string, Statement>()
  readonly #useIndex: boolean
  readonly #blocksAtStart: number
  #blocks = firstBlocks
  /** All ids from this one upwards are decided. */
  decidedFrom: number

  constructor(
    connection: Connection,
    text: string,
    {
      ids,
      names,
      wider = null,
    }: {
      readonly ids: { readonly base: number; readonly end: number }
      readonly names: JobNames
      /** A search whose words are parts of these, so that nothing else needs to be searched. */
      readonly wider?: TextMatches | null
    },
  ) {
    this.#connection = connection
    this.#names = names
    this.#base = ids.base
    this.decidedFrom = ids.end
    this.#found = new IdSet(ids.base, ids.end)
    this.#wider = wider
    this.#blocksAtStart = names.blockOf(ids.end - 1) + 1
    const words = searchWords(text).map((word): Word => {
      return { ...word, bytes: Buffer.from(word.spelling), keys: this.#keysOf(word, ids) }
    })
    // Words that only occur in names are searched first, because that is fast.
    this.#words = [...words.filter((word) => !isInIds(word)), ...words.filter(isInIds)]
    const unindexed = this.#statement('SELECT count(*) FROM (SELECT 1 FROM unindexed LIMIT ?)')
    this.#useIndex = !words.some(isInIds) || Number(unindexed.first(fewUnindexed + 1)?.[0]) <= fewUnindexed
  }

  get isComplete(): boolean {
    return this.decidedFrom <= this.#base
  }

  /** True if every job that contains this text is among these matches. */
  isWiderThan(text: string): boolean {
    const words = searchWords(text)
    return this.#words.every((own) =>
      words.some((word) => (isInIds(own) || !isInIds(word)) && isPartOf(own, word)),
    )
  }

  has(id: number): boolean {
    return this.#found.has(id)
  }

  /** Calls `run` with each job found so far, newest first, from `low` up to but not including `high`. */
  eachDescending(run: (id: number) => void, low?: number, high?: number): void {
    this.#found.eachDescending(run, low, high)
  }

  /** Checks the next jobs. */
  step(): void {
    const start = performance.now()
    const last = this.#names.blockOf(this.decidedFrom - 1)
    const first = Math.max(0, last - this.#blocks + 1)
    const bits = new Uint32Array((last - first + 1) * wordsPerBlock)
    const low = this.#base + first * jobsPerBlock
    if (this.#wider === null || this.#wider.decidedFrom > low) bits.fill(~0)
    else this.#wider.#found.copyTo(bits, low)
    for (const word of this.#words) this.#narrow(bits, word, first, last)
    this.#found.addFrom(bits, low)
    this.decidedFrom = low
    if (this.isComplete) this.#forgetWider()
    // The speed of this step determines the size of the next one.
    const pace = (performance.now() - start) / (last - first + 1)
    this.#blocks = Math.max(firstBlocks, Math.floor(Math.min(this.#blocks * 8, stepMs / pace)))
  }

  /** Otherwise the matches of each text would keep those of all earlier texts in memory. */
  #forgetWider(): void {
    this.#wider = null
    for (const { keys } of this.#words) keys.wider = null
  }

  /** Checks the changed jobs again. */
  recheck(ids: readonly number[]): void {
    const inIds = this.#words.filter(isInIds)
    for (const set of [this.#found, ...inIds.map(({ keys }) => keys.found)]) {
      for (const id of ids) set.delete(id)
    }
    const rows = this.#statement(
      `SELECT jobs.id, name, file_name, jobs.key, message_id FROM json_each(?) CROSS JOIN jobs WHERE jobs.id = value`,
    ).all(JSON.stringify(ids))
    for (const [id, name, fileName, ...keys] of rows) {
      const isIn = ({ spelling }: Word, texts: readonly SqlValue[]): boolean =>
        texts.some((text) => comparableText(String(text ?? '')).includes(spelling))
      const names = [name ?? null, fileName ?? null]
      for (const word of inIds) if (isIn(word, keys)) word.keys.found.add(Number(id))
      if (this.#words.every((word) => isIn(word, names) || (isInIds(word) && isIn(word, keys)))) {
        this.#found.add(Number(id))
      }
    }
  }

  /** Clears the bit of each job that does not contain the word. */
  #narrow(bits: Uint32Array, word: Word, first: number, last: number): void {
    const before = isInIds(word) ? bits.slice() : null
    for (let index = first; index <= last; index += 1) {
      const part = bits.subarray((index - first) * wordsPerBlock, (index - first + 1) * wordsPerBlock)
      if (part.some((each) => each !== 0)) this.#names.block(index).narrow(part, word.bytes)
    }
    if (before === null) return
    const low = this.#base + first * jobsPerBlock
    const open = idsOf(before, bits, low, fewJobs + 1)
    if (open.length === 0) return
    const hits = new Uint32Array(bits.length)
    if (open.length <= fewJobs) {
      for (const id of this.#read(word, open)) hits[(id - low) >>> 5]! |= 1 << ((id - low) & 31)
    } else {
      this.#searchDownTo(word, first)
      word.keys.found.copyTo(hits, low)
    }
    for (let at = 0; at < bits.length; at += 1) bits[at]! |= (before[at] ?? 0) & (hits[at] ?? 0)
  }

  #searchDownTo(word: Word, block: number): void {
    const { keys } = word
    while (keys.searched > block) {
      const isFirst = keys.searched === this.#blocksAtStart
      const first = isFirst ? Math.max(0, keys.searched - firstSearch) : 0
      const low = this.#base + first * jobsPerBlock
      const high = this.#base + keys.searched * jobsPerBlock - 1
      for (const id of this.#hits(word, low, high)) keys.found.add(id)
      keys.searched = first
    }
  }

  #hits(word: Word, low: number, high: number): number[] {
    const { wider } = word.keys
    if (wider === null || wider.searched > 0) return this.#search(word, low, high)
    const ids: number[] = []
    wider.found.eachDescending((id) => ids.push(id), low, high + 1)
    return ids.length <= fewJobs ? this.#read(word, ids) : this.#search(word, low, high)
  }

  /** Continues the search for the same word, or for a part of it. */
  #keysOf(word: SearchWord, { base, end }: { readonly base: number; readonly end: number }): KeyHits {
    const words = this.#wider === null ? [] : this.#wider.#words
    const known = words.filter((one) => isInIds(one) && isPartOf(one, word))
    const same = known.find(({ match }) => match === word.match && word.isChecked)
    if (same !== undefined) return same.keys
    const found = new IdSet(base, isInIds(word) ? end : base)
    return { found, searched: this.#blocksAtStart, wider: known[0]?.keys ?? null }
  }

  /** Returns the jobs among these that have the word in their key or message id. */
  #read(word: Word, ids: readonly number[]): number[] {
    return this.#ids('json_each(?) CROSS JOIN jobs', 'jobs.id = value', [JSON.stringify(ids)], word)
  }

  /** Returns all jobs from `low` to `high` that have the word in their key or message id. */
  #search(word: Word, low: number, high: number): number[] {
    if (!this.#useIndex) return this.#ids('jobs', 'id BETWEEN ? AND ?', [low, high], word)
    // The binding passes numbers as floats, but the index ignores bounds that are not integers.
    const hits = `(SELECT rowid AS value FROM search
       WHERE search MATCH ? AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER))`
    const params = [`{${idColumns.join(' ')}} : ${word.match ?? ''}`, low, high]
    const indexed = word.isChecked
      ? this.#values(`SELECT json_group_array(value) FROM ${hits}`, params)
      : this.#ids(`${hits} CROSS JOIN jobs`, 'jobs.id = value', params, word)
    const unindexed = this.#ids(
      'unindexed CROSS JOIN jobs',
      'job_id BETWEEN ? AND ? AND id = job_id',
      [low, high],
      word,
    )
    return [...indexed, ...unindexed]
  }

  #ids(
    from: string,
    where: string,
    params: readonly SqlValue[],
    { pattern, spelling }: SearchWord,
  ): number[] {
    // SQLite cannot compare texts with more than ASCII.
    const mayMatch = [...idColumns.map((column) => `jobs.${column} LIKE ? ESCAPE '\\'`), isUndecided].join(
      ' OR ',
    )
    // White space separates the columns, so no word matches across them.
    const texts = idColumns.map((column) => `ifnull(jobs.${column}, '')`).join(' || char(10) || ')
    // ASCII texts are already decided, and would take a long time to copy.
    const row = this.#statement(
      `SELECT json_group_array(id), json_group_array(texts) FROM
         (SELECT jobs.id, CASE WHEN ${isUndecided} THEN ${texts} END AS texts
          FROM ${from} WHERE ${where} AND (${mayMatch}))`,
    ).first(...params, ...idColumns.map(() => pattern))
    const [ids = [], undecided = []] = (row ?? []).map((array) => JSON.parse(String(array)) as unknown[])
    return (ids as number[]).filter((_, at) => {
      const text = (undecided as readonly (string | null)[])[at] ?? null
      return text === null || comparableText(text).includes(spelling)
    })
  }

  #values(sql: string, params: readonly SqlValue[]): number[] {
    return JSON.parse(String(this.#statement(sql).first(...params)?.[0])) as number[]
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#connection.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}

/** True if a word is also looked up in keys and message ids. */
function isInIds({ columns }: SearchWord): boolean {
  return columns.length > nameColumns.length
}

/** True if a text with the word also contains the part. */
function isPartOf(part: SearchWord, word: SearchWord): boolean {
  return word.spelling.includes(part.spelling)
}

/** Returns the ids whose bits are set in `all`, but not in `without`, up to a limit. */
function idsOf(all: Uint32Array, without: Uint32Array, low: number, limit: number): number[] {
  const ids: number[] = []
  for (let word = 0; word < all.length && ids.length < limit; word += 1) {
    let open = (all[word] ?? 0) & ~(without[word] ?? 0)
    while (open !== 0 && ids.length < limit) {
      const bit = 31 - Math.clz32(open)
      open &= ~(1 << bit)
      ids.push(low + word * 32 + bit)
    }
  }
  return ids
}
