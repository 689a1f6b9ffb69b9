import { parentPort, workerData } from 'node:worker_threads'
import type { LedgerBatch, LedgerReply, LedgerWorkerData } from '../ledger-message.ts'
import { toLedgerFault } from './ledger-fault.ts'
import { LedgerFile } from './ledger-file.ts'

/** Maintenance starts after this time without a batch. */
const idleMs = 300
/** Under constant load, maintenance still runs this often. */
const busyMs = 2_000

const port = parentPort
if (port === null) throw new Error('The ledger runs in a worker thread.')
const send = (reply: LedgerReply): void => {
  port.postMessage(reply)
}

/** Handles batches, and runs maintenance in between. */
function serve(file: LedgerFile): void {
  let { damagedFile } = file
  let timer: NodeJS.Timeout | null = null
  let maintainedAt = Date.now()
  let closed = false
  let isPreparing = false

  function maintain(): void {
    maintainedAt = Date.now()
    const done = ignoreErrors(() => file.runMaintenance(maintainedAt))
    reportDamage()
    if (done === 'removed' || done === 'listed') send({ kind: 'changed' })
    schedulePreparation()
    schedule(done === null ? null : 0)
  }

  /** Runs in small steps, so that the next batch does not wait long. */
  function prepare(): void {
    isPreparing = false
    if (closed) return
    const done = ignoreErrors(() => file.prepareLists())
    reportDamage()
    if (done === 'changed') send({ kind: 'changed' })
    if (done !== null) schedulePreparation()
  }

  function schedulePreparation(): void {
    if (isPreparing) return
    isPreparing = true
    setImmediate(prepare)
  }

  function schedule(ms: number | null): void {
    if (timer !== null) clearTimeout(timer)
    timer = ms === null || closed ? null : setTimeout(maintain, ms)
  }

  function reportDamage(): void {
    if (file.damagedFile === null || file.damagedFile === damagedFile) return
    damagedFile = file.damagedFile
    send({ kind: 'damaged', file: damagedFile })
  }

  port?.on('message', ({ writes, requests }: LedgerBatch) => {
    const faults = file.write(writes)
    if (writes.length > 0) send({ kind: 'written', faults })
    for (const [index, request] of requests.entries()) {
      try {
        send({ kind: 'result', index, result: file.handle(request) })
      } catch (error) {
        send({ kind: 'rejected', index, fault: toLedgerFault(error) })
      }
    }
    reportDamage()
    send({ kind: 'done' })
    closed ||= requests.some(({ name }) => name === 'close')
    if (closed) port.close()
    schedulePreparation()
    schedule(Date.now() - maintainedAt > busyMs ? 0 : idleMs)
  })
  schedule(idleMs)
}

/** Maintenance is retried later. A full disk may have space by then. */
function ignoreErrors<T>(work: () => T): T | null {
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
  send({ kind: 'opened', unfinished: file.unfinished(), damagedFile, newerFile })
} catch (error) {
  send({ kind: 'failed', fault: toLedgerFault(error) })
  port.close()
}
