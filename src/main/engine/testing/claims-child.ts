import { createInterface } from 'node:readline'
import { noClaimJournal, type HeldClaim } from '../claims/claim-journal.ts'
import { Claims } from '../claims/claims.ts'
import { createClients } from '../aws/transport/clients.ts'
import { EngineError } from '../errors/engine-error.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { Transfers } from '../transfers/transfers.ts'

/** The input of a process that a test suspends or kills. */
export interface ClaimsChildInput {
  readonly s3Endpoint: string
  readonly sqsEndpoint: string
  readonly queue: string
  readonly leaseSeconds: number
}

/** Its output, one per line. */
export type ClaimsChildOutput =
  | { readonly held: HeldClaim }
  | { readonly leases: readonly string[] }
  | { readonly acknowledged: readonly string[] }

const order = JSON.parse(process.argv[2] ?? '') as ClaimsChildInput
const say = (word: ClaimsChildOutput): boolean => process.stdout.write(`${JSON.stringify(word)}\n`)
const clients = createClients({
  region: 'us-west-1',
  credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  s3Endpoint: order.s3Endpoint,
  sqsEndpoint: order.sqsEndpoint,
})
const statuses = ['pending', 'inprogress', 'completed']
const queue = new JobQueue({ config: { name: order.queue, layout: 'in-out', statuses }, clients })
const claims = new Claims({
  transfers: new Transfers(),
  leaseSeconds: order.leaseSeconds,
  journal: {
    ...noClaimJournal,
    hold: async (held) => {
      say({ held })
    },
  },
})
claims.onChange(() => say({ leases: claims.snapshot().claims.map(({ lease }) => lease.state) }))
const ids = await claims.nextBatch(queue, 'local', 'pending')

createInterface(process.stdin).on('line', () => {
  const tries = ids.map((id) => claims.acknowledge(id).then(() => 'done', codeOf))
  void Promise.all(tries).then((acknowledged) => say({ acknowledged }))
})

function codeOf(error: unknown): string {
  return error instanceof EngineError ? error.code : String(error)
}
