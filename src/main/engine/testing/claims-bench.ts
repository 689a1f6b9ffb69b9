import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { GetQueueUrlCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { type Claim, claimsSnapshot } from '../../../shared/jobs/claims.ts'
import { Claims } from '../claims/claims.ts'
import type { Job, JobQueue } from '../job-queue/job-queue.ts'
import { Transfers } from '../transfers/transfers.ts'
import { type TestBench, until } from './test-bench.ts'

/** A new job queue on real servers, the claims on its jobs, and a folder to save to. */
export class ClaimsHarness {
  readonly queue: JobQueue
  readonly sqs: SQSClient
  readonly folder: string
  readonly transfers = new Transfers()
  readonly claims = new Claims({ transfers: this.transfers })
  /** The job of the last claim, as another consumer would hold it. */
  lastJob: Job | null = null

  private constructor(queue: JobQueue, sqs: SQSClient, folder: string) {
    this.queue = queue
    this.sqs = sqs
    this.folder = folder
    const nextBatch = queue.nextBatch.bind(queue)
    queue.nextBatch = async (...given) => {
      const jobs = await nextBatch(...given)
      this.lastJob = jobs[0] ?? null
      return jobs
    }
  }

  static async open(bench: TestBench): Promise<ClaimsHarness> {
    const folder = await mkdtemp(join(bench.servers.folder, 'claims-'))
    return new ClaimsHarness(await bench.queue(), bench.servers.clients().sqs, folder)
  }

  async close(): Promise<void> {
    await this.claims.close()
    await this.transfers.close()
  }

  claimOf(id: string): Claim {
    const found = claimsSnapshot.parse(this.claims.snapshot()).claims.find((one) => one.id === id)
    if (found === undefined) throw new Error('no such claim')
    return found
  }

  /** Claims the next job. Returns the claim's id. */
  async next(status = 'pending', from = this.claims): Promise<string> {
    const id = await from.next(this.queue, 'local', status)
    if (id === null) throw new Error('No job arrived.')
    return id
  }

  /** Submits a job. Returns its id. */
  async submit(bytes: Uint8Array = Buffer.from('meow'), fields = { filename: 'cat.jpg' }): Promise<string> {
    return (await this.queue.submit({ body: bytes, fields })).jobId
  }

  /** Waits until a claim's payload is described, or cannot be. */
  described(id: string): Promise<Claim> {
    return until(this.claims, () =>
      [this.claimOf(id)].find((one) => one.payload !== null || one.payloadError !== null),
    )
  }

  /** Sends a message as another program would. */
  async sendRaw(body: string): Promise<void> {
    await this.sqs.send(new SendMessageCommand({ QueueUrl: await this.urlOf('pending'), MessageBody: body }))
  }

  async urlOf(status: string): Promise<string> {
    const { QueueUrl } = await this.sqs.send(
      new GetQueueUrlCommand({ QueueName: this.queue.names.queue(status) }),
    )
    return QueueUrl ?? ''
  }

  /** Returns the counts of each status as `visible/in flight`. */
  async counts(): Promise<Record<string, string>> {
    const depths = Object.entries(await this.queue.depths())
    return Object.fromEntries(
      depths.map(([status, { visible, inFlight }]) => [status, `${visible}/${inFlight}`]),
    )
  }
}
