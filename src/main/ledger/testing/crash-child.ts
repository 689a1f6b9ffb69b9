import { createClients } from '../../engine/aws/transport/clients.ts'
import { JobQueue } from '../../engine/job-queue/job-queue.ts'
import type { UploadJournal } from '../../engine/transfers/transfer-journal.ts'
import { Transfers } from '../../engine/transfers/transfers.ts'
import { Ledger } from '../ledger.ts'
import { workerUrl } from './worker-url.ts'

/** What the test tells the process that it is going to kill. */
export interface CrashOrder {
  readonly s3Endpoint: string
  readonly sqsEndpoint: string
  readonly queue: string
  /** The ledger's file. */
  readonly ledger: string
  readonly path: string
  /** The moment at which it stands still and says so. */
  readonly stopAt: 'before stored' | 'planned' | 'stored' | 'before sent' | 'sent'
}

const order = JSON.parse(process.argv[2] ?? '') as CrashOrder
const clients = createClients({
  region: 'us-west-1',
  credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  s3Endpoint: order.s3Endpoint,
  sqsEndpoint: order.sqsEndpoint,
})
const config = {
  name: order.queue,
  layout: 'in-out' as const,
  statuses: ['pending', 'inprogress', 'completed'],
}
const { ledger } = await Ledger.open(order.ledger, { workerUrl })
const journal = ledger.transfers.uploads

async function reach(moment: string): Promise<void> {
  if (moment !== order.stopAt) return
  process.stdout.write('reached\n')
  await new Promise(() => setInterval(() => undefined, 1_000))
}

const halting: UploadJournal = {
  async plan(upload) {
    await journal.plan(upload)
    await reach('planned')
  },
  async advance(id, step, facts) {
    await reach(`before ${step}`)
    await journal.advance(id, step, facts)
    await reach(step)
  },
}
const transfers = new Transfers({ journal: { ...ledger.transfers, uploads: halting } })
transfers.submit({
  queue: new JobQueue({ config, clients }),
  connectionId: 'local',
  path: order.path,
  name: 'cat.jpg',
  fields: { note: 'Zoë' },
  bytesTotal: null,
})
