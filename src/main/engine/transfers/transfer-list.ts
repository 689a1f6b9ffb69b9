import { isListedInNeedsYou } from '../../../shared/files/transfer-needs.ts'
import { maxListedTransfers, transferState } from '../../../shared/files/transfers.ts'
import type { MoveTo, Transfer, TransfersSnapshot, TransferState } from '../../../shared/files/transfers.ts'
import { Emitter } from '../async/emitter.ts'
import { EngineError } from '../errors/engine-error.ts'
import { EndedTransfers } from './ended-transfers.ts'
import { ProgressMeter } from './progress-meter.ts'
import { smallBytes } from '../limits/shared-limits.ts'
import { isEnded, isWaiting } from './transfer-states.ts'
import { cutTexts } from './transfer-record.ts'
import type { TransferChange, TransferRecord } from './transfer-record.ts'

const tickMs = 1_000
/** Beyond this number, finished transfers are counted but not kept, because they are in the history. */
export const keptEnded = 20_000

/** All transfers in order, the number in each state, and the snapshot for the page. */
export class TransferList {
  readonly changed = new Emitter()
  readonly #now: () => number
  /** In rank order. */
  #unfinished = new Map<string, TransferRecord>()
  readonly #ended = new EndedTransfers()
  readonly #running = new Set<TransferRecord>()
  readonly #counts = Object.fromEntries(transferState.options.map((state) => [state, 0])) as Record<
    TransferState,
    number
  >
  /** The number of transfers listed under “Needs you”. */
  #needsYou = 0
  /** For all transfers together, including small files, which report no progress. */
  readonly #meter = new ProgressMeter()
  #bytesMoved = 0
  /** The number of successful transfers that are counted, but not kept. */
  #forgotten = 0
  #lastRank = 0
  #revision = 0
  #snapshot: TransfersSnapshot | null = null
  #tick: NodeJS.Timeout | null = null

  constructor(now: () => number) {
    this.#now = now
  }

  /** @throws EngineError TRANSFER_NOT_FOUND */
  get(id: string): TransferRecord {
    const record = this.#unfinished.get(id) ?? this.#ended.get(id)
    if (record === undefined) {
      throw new EngineError('TRANSFER_NOT_FOUND', 'This transfer is no longer in the list.', {
        hint: 'It has been cleared.',
      })
    }
    return record
  }

  has(id: string): boolean {
    return this.#unfinished.has(id) || this.#ended.has(id)
  }

  /** Returns a transfer as in the snapshot, or `null` if it is not listed. */
  find(id: string): Transfer | null {
    const record = this.#unfinished.get(id) ?? this.#ended.get(id)
    return record === undefined ? null : this.#show(record, this.#now())
  }

  /** Returns the unfinished transfers of these claims, by claim. */
  ofClaims(claimIds: ReadonlySet<string>): ReadonlyMap<string, Transfer> {
    const found = new Map<string, Transfer>()
    if (claimIds.size === 0) return found
    const at = this.#now()
    for (const record of this.#unfinished.values()) {
      const { claimId } = record.info
      if (claimId !== null && claimIds.has(claimId)) found.set(claimId, this.#show(record, at))
    }
    return found
  }

  add(record: TransferRecord): void {
    this.#file(record)
    this.#count(record, 1)
    this.#touch()
  }

  change(record: TransferRecord, change: TransferChange): void {
    const { info } = record
    if (!this.has(info.id) || !isChanged(info, change)) return
    const before = info.state
    const countsAgain = change.state !== undefined && change.state !== before
    if (countsAgain) this.#count(record, -1)
    if (change.bytesDone !== undefined) this.#moved(record, change.bytesDone)
    record.info = { ...info, ...change, ...(('name' in change || 'key' in change) && cutTexts(change)) }
    if (countsAgain) {
      this.#count(record, 1)
      this.#file(record)
    }
    this.#touch()
  }

  all(): TransferRecord[] {
    return [...this.#unfinished.values(), ...this.#ended.all()]
  }

  /** Returns how many transfers are in a state. */
  count(state: TransferState): number {
    return this.#counts[state]
  }

  /** Returns the transfers that have not finished, in order. */
  unfinished(): TransferRecord[] {
    return [...this.#unfinished.values()]
  }

  /** Returns the finished transfers, oldest first. */
  ended(): TransferRecord[] {
    return this.#ended.all()
  }

  /** Moves a waiting transfer among the waiting ones and renumbers the ranks. Returns true if it moved. */
  move(record: TransferRecord, to: MoveTo): boolean {
    const all = this.unfinished()
    const positions = all.flatMap(({ info }, index) => (isWaiting(info.state) ? [index] : []))
    const at = positions.findIndex((position) => all[position] === record)
    const last = positions.length - 1
    const next = { top: 0, up: Math.max(0, at - 1), down: Math.min(last, at + 1), bottom: last }[to]
    const [from, target] = [positions[at], positions[next]]
    if (from === undefined || target === undefined || from === target) return false
    all.splice(from, 1)
    all.splice(target, 0, record)
    this.#lastRank = 0
    for (const each of all) each.rank = this.#nextRank()
    this.#unfinished = new Map(all.map((each) => [each.info.id, each]))
    this.#touch()
    return true
  }

  /** Removes the finished transfers except failed ones, and returns them. */
  clear(): TransferRecord[] {
    const cleared = this.#ended.clear()
    for (const record of cleared) this.#count(record, -1)
    this.#counts.done -= this.#forgotten
    this.#forgotten = 0
    if (cleared.length > 0) this.#touch()
    return cleared
  }

  snapshot(): TransfersSnapshot {
    this.#snapshot ??= this.#take()
    return this.#snapshot
  }

  close(): void {
    if (this.#tick !== null) clearInterval(this.#tick)
    this.#tick = null
  }

  #count({ info }: TransferRecord, by: 1 | -1): void {
    this.#counts[info.state] += by
    if (isListedInNeedsYou(info)) this.#needsYou += by
  }

  #moved(record: TransferRecord, bytesDone: number): void {
    const at = this.#now()
    const more = bytesDone - record.info.bytesDone
    // The first report of a continued run includes the bytes of earlier runs.
    const meter = (record.meter ??= new ProgressMeter())
    const isNew = more > 0 && (!meter.isFresh || more <= smallBytes)
    if (isNew) this.#bytesMoved += more
    meter.note(bytesDone, at)
    this.#meter.note(this.#bytesMoved, at)
  }

  #file(record: TransferRecord): void {
    const { id, state } = record.info
    if (isEnded(state)) {
      this.#unfinished.delete(id)
      this.#ended.add(record)
      this.#forgetOldest()
    } else {
      this.#ended.delete(id)
      if (!this.#unfinished.has(id)) {
        this.#unfinished.set(id, record)
        record.rank = this.#nextRank()
      }
    }
    if (state === 'running') this.#running.add(record)
    else this.#running.delete(record)
    this.#keepTicking()
  }

  /**
   * A day of small files would fill the memory. Failed and cancelled transfers are kept, because they wait for
   * the user.
   */
  #forgetOldest(): void {
    if (this.#ended.size > keptEnded && this.#ended.deleteOldestDone()) this.#forgotten += 1
  }

  #nextRank(): number {
    this.#lastRank += 1
    return this.#lastRank
  }

  // A stalled transfer reports nothing, but its displayed speed must fall.
  #keepTicking(): void {
    if (this.#running.size === 0) return this.close()
    if (this.#tick !== null) return
    this.#tick = setInterval(() => this.#touch(), tickMs)
    this.#tick.unref()
  }

  #touch(): void {
    this.#revision += 1
    this.#snapshot = null
    this.changed.emit()
  }

  #show(record: TransferRecord, at: number): Transfer {
    const bytesPerSecond = this.#running.has(record) ? (record.meter?.rate(at) ?? 0) : 0
    return bytesPerSecond === 0 ? record.info : { ...record.info, bytesPerSecond }
  }

  #take(): TransfersSnapshot {
    const at = this.#now()
    const show = (record: TransferRecord): Transfer => this.#show(record, at)
    const room = maxListedTransfers - Math.min(this.#ended.size, maxListedTransfers / 2)
    const listed: Transfer[] = []
    for (const record of this.#unfinished.values()) {
      if (listed.length === room) break
      listed.push(show(record))
    }
    listed.push(...this.#ended.latest(maxListedTransfers - listed.length).map(show))
    return {
      revision: this.#revision,
      transfers: listed,
      counts: { ...this.#counts },
      needsYou: this.#needsYou,
      bytesPerSecond: this.#counts.running + this.#counts.queueing > 0 ? this.#meter.rate(at) : 0,
    }
  }
}

function isChanged(info: Transfer, change: TransferChange): boolean {
  for (const key of Object.keys(change) as (keyof TransferChange)[]) {
    if (info[key] !== change[key]) return true
  }
  return false
}
