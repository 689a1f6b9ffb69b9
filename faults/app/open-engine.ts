import { join } from 'node:path'
import { Claims } from '../../src/main/engine/claims/claims.ts'
import { Circuit } from '../../src/main/engine/aws/transport/circuit-breaker.ts'
import { createClients } from '../../src/main/engine/aws/transport/clients.ts'
import type { EngineClients } from '../../src/main/engine/aws/transport/clients.ts'
import { JobQueue } from '../../src/main/engine/job-queue/job-queue.ts'
import type { LeaseClock } from '../../src/main/engine/claims/leases/lease-clock.ts'
import { Transfers } from '../../src/main/engine/transfers/transfers.ts'
import { Ledger } from '../../src/main/ledger/ledger.ts'
import { judgeKeys, judgeRegion } from '../server/test-server.ts'
import { traced } from './traced-journal.ts'

/** Where an engine lives, and whom it tells of its steps. */
export interface EngineOptions {
  /** Of its ledger. */
  readonly folder: string
  readonly endpoint: string
  readonly queue: string
  readonly leaseSeconds?: number
  readonly clock?: LeaseClock
  readonly reach: (step: string) => Promise<void>
  readonly note: (call: string, args: readonly unknown[]) => void
}

/** The engine as the app composes it. */
export interface Engine {
  readonly queue: JobQueue
  readonly transfers: Transfers
  readonly claims: Claims
  readonly clients: EngineClients
  /** As a quit. */
  close(): Promise<void>
  /** After a death: lets go of what a dead process cannot hold. */
  drop(): Promise<void>
}

export const connectionId = 'local'

/** See `bundle-worker.ts`. */
export const workerUrl = new URL('../../.tsbuild/faults-worker/ledger-worker.js', import.meta.url)

/** A circuit's seconds as milliseconds: no wait is what is being proved. */
function quickly(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs / 1_000)
  return () => clearTimeout(timer)
}

/** Opens the ledger and takes up what a former run left. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { folder, endpoint, reach, note } = options
  const {
    ledger,
    uploads,
    saves,
    claims: held,
  } = await Ledger.open(join(folder, 'ledger.sqlite'), { workerUrl })
  const clients = createClients({
    region: judgeRegion,
    credentials: judgeKeys,
    s3Endpoint: endpoint,
    sqsEndpoint: endpoint,
  })
  const queue = new JobQueue({
    config: { name: options.queue, layout: 'in-out', statuses: ['pending', 'inprogress', 'completed'] },
    clients,
  })
  const circuit = new Circuit({ after: quickly })
  const transfers = new Transfers({
    journal: {
      uploads: traced('uploads', ledger.transfers.uploads, reach, note),
      multipart: traced('multipart', ledger.transfers.multipart, reach, note),
      saves: traced('saves', ledger.transfers.saves, reach, note),
    },
    queueFor: () => queue,
    circuitFor: () => circuit,
  })
  const claims = new Claims({
    transfers,
    journal: traced('claims', ledger.claims, reach, note),
    queueFor: () => queue,
    leaseSeconds: options.leaseSeconds ?? 30,
    ...(options.clock !== undefined && { clock: options.clock }),
  })
  transfers.takeUp(uploads)
  transfers.takeUpSaves(saves)
  claims.adopt(held, saves)
  transfers.resumeConnection(connectionId, queue)
  claims.adoptConnection(connectionId)
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
    async drop() {
      await ledger.close()
    },
  }
}
