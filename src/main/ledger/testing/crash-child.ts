import { createClients } from '../../engine/aws/transport/clients.ts'
import { JobQueue } from '../../engine/job-queue/job-queue.ts'
import type { UploadJournal } from '../../engine/transfers/transfer-journal.ts'
import { Transfers } from '../../engine/transfers/transfers.ts'
import { Ledger } from '../ledger.ts'
import { workerUrl } from './worker-url.ts'

/** Instructions for the process that the test kills. */
export interface CrashPlan {
  readonly s3Endpoint: string
  readonly sqsEndpoint: string
  readonly queue: string
  /** The ledger's file. */
  readonly ledger: string
  readonly path: string
  /** Where the process prints `reached` and waits to be killed. */
  readonly stopAt: 'before stored' | 'planned' | 'stored' | 'before sent' | 'sent'
}

const plan = JSON.parse(process.argv[2] ?? '') as CrashPlan
const clients = createClients({
  region: 'us-west-1',
  credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  s3Endpoint: plan.s3Endpoint,
  sqsEndpoint: plan.sqsEndpoint,
})
const config = {
  name: plan.queue,
  layout: 'in-out' as const,
  statuses: ['pending', 'inprogress', 'completed'],
}
const { ledger } = await Ledger.open(plan.ledger, { workerUrl })
const journal = ledger.transfers.uploads

async function reach(moment: string): Promise<void> {
  if (moment !== plan.stopAt) return
  process.stdout.write('reached\n')
  await new Promise(() => setInterval(() => undefined, 1_000))
}

const stoppingJournal: UploadJournal = {
  async plan(upload) {
    await journal.plan(upload)
    await reach('planned')
  },
  async advance(id, step, info) {
    await reach(`before ${step}`)
    await journal.advance(id, step, info)
    await reach(step)
  },
}
const transfers = new Transfers({ journal: { ...ledger.transfers, uploads: stoppingJournal } })
transfers.submit({
  queue: new JobQueue({ config, clients }),
  connectionId: 'local',
  path: plan.path,
  name: 'cat.jpg',
  fields: { note: 'Zoë' },
  bytesTotal: null,
})
