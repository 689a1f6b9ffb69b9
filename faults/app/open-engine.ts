import { join } from 'node:path'
import { Claims } from '../../src/main/engine/claims/claims.ts'
import { CircuitBreaker } from '../../src/main/engine/aws/transport/circuit-breaker.ts'
import { createClients } from '../../src/main/engine/aws/transport/clients.ts'
import type { EngineClients } from '../../src/main/engine/aws/transport/clients.ts'
import { TransferThreads } from '../../src/main/engine/aws/threads/transfer-threads.ts'
import { JobQueue } from '../../src/main/engine/job-queue/job-queue.ts'
import type { LeaseClock } from '../../src/main/engine/job-queue/lease-clock.ts'
import { Transfers } from '../../src/main/engine/transfers/transfers.ts'
import { Ledger } from '../../src/main/ledger/ledger.ts'
import { program } from '../processes/program.ts'
import { testKeys, testRegion } from '../server/test-server.ts'
import { traceJournal } from './traced-journal.ts'

export interface EngineOptions {
  /** The ledger's folder. */
  readonly folder: string
  readonly endpoint: string
  readonly queue: string
  readonly leaseSeconds?: number
  readonly clock?: LeaseClock
  /** Called before and after each durable journal write, which waits for it. */
  readonly reach: (step: string) => Promise<void>
  /** Called with each durable write and its arguments. */
  readonly note: (call: string, args: readonly unknown[]) => void
}

/** The engine as composed by the app. */
export interface Engine {
  readonly queue: JobQueue
  readonly transfers: Transfers
  readonly claims: Claims
  readonly clients: EngineClients
  /** Quits in an orderly way. */
  close(): Promise<void>
  /** Closes only the ledger's file after a kill, like the end of a process. */
  releaseLedger(): Promise<void>
}

export const connectionId = 'local'

export const workerUrl = program('ledger-worker')

/** Shared by all engines of this process, because starting threads for each would take most of the time. */
const threads = new TransferThreads(program('transfer-worker'))

/** Shortens the delays of the circuit breaker from seconds to milliseconds. Their length is not tested. */
function shortDelay(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs / 1_000)
  return () => clearTimeout(timer)
}

/** Opens the ledger, composes the engine as the app does, and recovers unfinished work of the previous session. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { folder, endpoint, reach, note } = options
  const {
    ledger,
    uploads,
    saves,
    claims: held,
  } = await Ledger.open(join(folder, 'ledger.sqlite'), { workerUrl })
  const clients = createClients({
    region: testRegion,
    credentials: testKeys,
    s3Endpoint: endpoint,
    sqsEndpoint: endpoint,
  })
  const queue = new JobQueue({
    config: { name: options.queue, layout: 'in-out', statuses: ['pending', 'inprogress', 'completed'] },
    clients,
    ...(options.clock !== undefined && { clock: options.clock }),
  })
  const circuit = new CircuitBreaker({ after: shortDelay })
  const connections = { queueOn: () => queue, circuitFor: () => circuit }
  const transfers = new Transfers({
    journal: {
      uploads: traceJournal('uploads', ledger.transfers.uploads, reach, note),
      multipart: traceJournal('multipart', ledger.transfers.multipart, reach, note),
      saves: traceJournal('saves', ledger.transfers.saves, reach, note),
    },
    connections,
    threads,
  })
  const claims = new Claims({
    transfers,
    journal: traceJournal('claims', ledger.claims, reach, note),
    connections,
    leaseSeconds: options.leaseSeconds ?? 30,
    ...(options.clock !== undefined && { clock: options.clock }),
  })
  transfers.recover({ uploads, saves })
  claims.recover(held, saves)
  transfers.resumeConnection(connectionId, queue)
  claims.onConnected(connectionId)
  return {
    queue,
    transfers,
    claims,
    clients,
    async close() {
      await claims.close({ deadlineMs: 5_000 })
      await transfers.close({ deadlineMs: 5_000 })
      await queue.settle({ deadlineMs: 10 })
      clients.close()
      await ledger.close()
    },
    async releaseLedger() {
      await ledger.close()
    },
  }
}
