import { parentPort, workerData } from 'node:worker_threads'
import { faultOf } from './ledger-fault.ts'
import { LedgerFile } from './ledger-file.ts'
import type { LedgerBatch, LedgerFault, LedgerReply, LedgerWorkerData } from './ledger-message.ts'

const port = parentPort
if (port === null) throw new Error('The ledger runs in a worker thread.')
const say = (reply: LedgerReply): void => {
  port.postMessage(reply)
}

function answer(file: LedgerFile, { writes, reads }: LedgerBatch): void {
  const faults: ReadonlyMap<number, LedgerFault> = file.write(writes)
  if (writes.length > 0) say({ kind: 'written', faults })
  reads.forEach((read, index) => {
    try {
      say({ kind: 'answer', index, value: file.read(read) })
    } catch (error) {
      say({ kind: 'refused', index, fault: faultOf(error) })
    }
  })
  say({ kind: 'done' })
  if (reads.some(({ name }) => name === 'close')) port?.close()
}

try {
  const file = LedgerFile.open(workerData as LedgerWorkerData)
  const { damagedFile, newerFile } = file
  port.on('message', (batch: LedgerBatch) => {
    answer(file, batch)
  })
  say({ kind: 'opened', left: file.left(), damagedFile, newerFile })
} catch (error) {
  say({ kind: 'failed', fault: faultOf(error) })
  port.close()
}
