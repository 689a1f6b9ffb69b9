/** The number of jobs per block. */
export const jobsPerBlock = 4_096
/** The number of 32-bit words with one bit per job of a block. */
export const wordsPerBlock = jobsPerBlock / 32

/** A block with more hits is searched job by job, because each call of `indexOf` costs time. */
const manyHits = 64
/** If fewer jobs are left, only these are searched. */
const fewJobs = jobsPerBlock / 16

/**
 * The names of jobs with neighbouring ids as one folded text in UTF-8, which takes a tenth of the memory of
 * separate strings and is searched faster.
 */
export class NameBlock {
  readonly #text: Buffer
  /** Where each job's names begin in the text, and where the last job's names end. */
  readonly #starts = new Uint32Array(jobsPerBlock + 1)

  /** `names` contains each job's folded names with its position in the block, in ascending order. */
  constructor(names: readonly (readonly [at: number, names: string])[]) {
    // A word contains no white space, so no match reaches into the next job.
    this.#text = Buffer.from(names.map(([, text]) => `${text}\n`).join(''))
    let [start, next] = [0, 0]
    for (const [at, text] of names) {
      this.#starts.fill(start, next, at + 1)
      start += Buffer.byteLength(text) + 1
      next = at + 1
    }
    this.#starts.fill(start, next)
  }

  /** Clears the bit of each job that does not contain the spelling. */
  narrow(bits: Uint32Array, spelling: Buffer): void {
    const left = count(bits)
    if (left === 0) return
    if (left > fewJobs) {
      const hits = new Uint32Array(wordsPerBlock)
      this.#find(spelling, hits)
      for (let word = 0; word < wordsPerBlock; word += 1) {
        bits[word]! &= hits[word] ?? 0
      }
      return
    }
    for (let word = 0; word < wordsPerBlock; word += 1) {
      let open = bits[word] ?? 0
      while (open !== 0) {
        const bit = 31 - Math.clz32(open)
        open &= ~(1 << bit)
        if (!this.#contains(word * 32 + bit, spelling)) bits[word]! &= ~(1 << bit)
      }
    }
  }

  #find(spelling: Buffer, hits: Uint32Array): void {
    const [text, starts] = [this.#text, this.#starts]
    let job = 0
    let found = 0
    for (let at = text.indexOf(spelling); at !== -1; at = text.indexOf(spelling, starts[job])) {
      while ((starts[job + 1] ?? 0) <= at) job += 1
      hits[job >>> 5]! |= 1 << (job & 31)
      job += 1
      found += 1
      if (found === manyHits) break
    }
    if (found < manyHits) return
    for (; job < jobsPerBlock; job += 1) {
      if (this.#contains(job, spelling)) hits[job >>> 5]! |= 1 << (job & 31)
    }
  }

  #contains(job: number, spelling: Buffer): boolean {
    const text = this.#text
    const first = spelling[0]
    const length = spelling.length
    const end = (this.#starts[job + 1] ?? 0) - length
    for (let at = this.#starts[job] ?? 0; at <= end; at += 1) {
      if (text[at] !== first) continue
      let next = 1
      while (next < length && text[at + next] === spelling[next]) next += 1
      if (next === length) return true
    }
    return false
  }
}

function count(bits: Uint32Array): number {
  let sum = 0
  for (let word = 0; word < bits.length; word += 1) {
    let value = bits[word] ?? 0
    value -= (value >>> 1) & 0x55555555
    value = (value & 0x33333333) + ((value >>> 2) & 0x33333333)
    sum += (((value + (value >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
  }
  return sum
}
