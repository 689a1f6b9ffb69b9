import { parentPort, workerData } from 'node:worker_threads'
import { faultOf } from './ledger-fault.ts'
import { LedgerFile } from './ledger-file.ts'
import type { LedgerBatch, LedgerFault, LedgerReply, LedgerWorkerData } from '../ledger-message.ts'

/** After so long without a step the background work goes on. */
const idleMs = 300
/** Even without a pause one slice of it is done this often. */
const busyMs = 2_000

const port = parentPort
if (port === null) throw new Error('The ledger runs in a worker thread.')
const say = (reply: LedgerReply): void => {
  port.postMessage(reply)
}

/** Answers batches, and does in between what nobody waits for. */
function serve(file: LedgerFile): void {
  let damagedFile = file.damagedFile
  let timer: NodeJS.Timeout | null = null
  let tendedAt = Date.now()
  let closed = false

  function tend(): void {
    tendedAt = Date.now()
    const done = attempt(() => file.tend(tendedAt))
    tellDamage()
    if (done === 'removed') say({ kind: 'removed' })
    plan(done === null ? null : 0)
  }

  function plan(ms: number | null): void {
    if (timer !== null) clearTimeout(timer)
    timer = ms === null || closed ? null : setTimeout(tend, ms)
  }

  function tellDamage(): void {
    if (file.damagedFile === null || file.damagedFile === damagedFile) return
    damagedFile = file.damagedFile
    say({ kind: 'damaged', file: damagedFile })
  }

  port?.on('message', ({ writes, reads }: LedgerBatch) => {
    const faults: ReadonlyMap<number, LedgerFault> = file.write(writes)
    if (writes.length > 0) say({ kind: 'written', faults })
    for (const [index, read] of reads.entries()) {
      try {
        say({ kind: 'answer', index, value: file.read(read) })
      } catch (error) {
        say({ kind: 'refused', index, fault: faultOf(error) })
      }
    }
    tellDamage()
    say({ kind: 'done' })
    closed ||= reads.some(({ name }) => name === 'close')
    if (closed) port.close()
    plan(Date.now() - tendedAt > busyMs ? 0 : idleMs)
  })
  plan(idleMs)
}

/** The background work is tried again later: a disk that is full now may have room then. */
function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}

try {
  const file = LedgerFile.open(workerData as LedgerWorkerData)
  const { damagedFile, newerFile } = file
  serve(file)
  say({ kind: 'opened', left: file.left(), damagedFile, newerFile })
} catch (error) {
  say({ kind: 'failed', fault: faultOf(error) })
  port.close()
}
