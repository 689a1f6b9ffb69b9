import { appendFileSync } from 'node:fs'
import type { Verdict } from './invariant.ts'

/** One row of the table. */
export interface Row {
  readonly kind: string
  faults: number
  jobs: number
  lost: number
  duplicates: number
  saved: number
  corrupt: number
}

/** Counts injected faults and their outcomes for one row of the table. */
export class Tally {
  readonly row: Row
  readonly faults = new Map<string, number>()

  constructor(kind: string) {
    this.row = { kind, faults: 0, jobs: 0, lost: 0, duplicates: 0, saved: 0, corrupt: 0 }
  }

  count(fault: string, times = 1): void {
    if (times === 0) return
    this.row.faults += times
    this.faults.set(fault, (this.faults.get(fault) ?? 0) + times)
  }

  add(verdict: Verdict): Verdict {
    for (const figure of ['jobs', 'lost', 'duplicates', 'saved', 'corrupt'] as const) {
      this.row[figure] += verdict[figure]
    }
    return verdict
  }

  /** Writes the row for the script that prints the table. */
  write(): void {
    const file = process.env['FAULTS_ROWS']
    if (file !== undefined) appendFileSync(file, `${JSON.stringify(this.row)}\n`)
  }
}
