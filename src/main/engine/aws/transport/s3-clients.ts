import { S3Client } from '@aws-sdk/client-s3'
import { limitResponses } from '../middleware/bounded-responses.ts'
import type { BucketLocations } from './bucket-locations.ts'
import { countS3Requests } from '../middleware/count-requests.ts'
import { addFileBodies } from './file-body.ts'
import { FastBodies } from './fast-bodies.ts'
import { FastClient } from './fast-client.ts'
import { FastSigner } from './fast-signer.ts'
import type { EngineError } from '../../errors/engine-error.ts'
import type { Agents, Network } from '../network/network.ts'
import { addPacedBodies } from './paced-body.ts'
import { addBodyTransports } from './range-transport.ts'
import { repairDates } from '../middleware/repair-dates.ts'
import { refuseChanges } from '../middleware/refuse-changes.ts'
import { refuseClosed } from '../middleware/refuse-closed.ts'
import type { RequestCounter } from '../middleware/request-counter.ts'
import { addPlainRoutes } from '../network/route.ts'

/** The clients for the buckets of one region. */
export type S3Clients = {
  readonly region: string
  readonly s3: S3Client
  /** For CompleteMultipartUpload, because some servers copy all parts first and send nothing for minutes. */
  readonly completeS3: S3Client
  /** The fast path for small bodies, or `null` if turned off. */
  readonly fast: FastClient | null
  /** The fast path for the bodies that transfer threads move, or `null` if turned off. */
  readonly fastBodies: FastBodies | null
  close(): void
}

/** The resources shared by the clients of all regions. */
export type S3ClientOptions = {
  /** The options of every client, without its region. */
  readonly base: object
  readonly agents: Agents
  readonly network: Network
  readonly homes: BucketLocations
  readonly counter: RequestCounter
  readonly fastPath: boolean
  readonly readOnly: boolean
  readonly refusal: () => EngineError | null
  readonly connectMs: number
}

/** A server may flush a large upload to disk before it responds, and sends nothing meanwhile. */
export const s3IdleMs = 60_000
const completeIdleMs = 600_000

/** Creates the clients for one region. Sends nothing. */
export function createS3Clients(region: string, options: S3ClientOptions): S3Clients {
  const { base, agents, network, homes, counter, fastPath, readOnly, refusal, connectMs } = options
  // A timeout for the whole request would abort long uploads, so there is only an idle timeout.
  const handler = { connectionTimeout: connectMs, socketTimeout: s3IdleMs, ...agents }
  const s3 = new S3Client({ ...base, region, requestHandler: handler })
  const completeS3 = new S3Client({
    ...base,
    region,
    requestHandler: { ...handler, socketTimeout: completeIdleMs },
  })
  addPacedBodies(s3)
  addFileBodies(s3)
  repairDates(s3)
  const bodies = addBodyTransports(s3, { connectMs, idleMs: s3IdleMs }, network)
  for (const client of [s3, completeS3]) {
    refuseClosed(client, refusal)
    addPlainRoutes(client, network)
    expectOwners(client, homes)
    countS3Requests(client, counter)
    limitResponses(client)
    if (readOnly) refuseChanges(client)
  }
  const signer = new FastSigner(s3, network)
  const fast = fastPath ? new FastClient(signer, agents, counter) : null
  const fastBodies = fastPath ? new FastBodies(signer, bodies.threaded, counter) : null
  return {
    region,
    s3,
    completeS3,
    fast,
    fastBodies,
    close() {
      fast?.close()
      fastBodies?.close()
      for (const client of [s3, completeS3]) client.destroy()
      bodies.close()
    },
  }
}

/** Adds the expected owner to every call on a bucket whose owner is known, and to the source of a copy. */
function expectOwners(client: S3Client, homes: BucketLocations): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === 'CreateBucketCommand') return next(args)
        const { Bucket = '', CopySource = '' } = args.input as {
          readonly Bucket?: string
          readonly CopySource?: string
        }
        const ExpectedBucketOwner = homes.ownerOf(Bucket)
        const ExpectedSourceBucketOwner = homes.ownerOf(CopySource.replace(/^\//, '').split('/')[0] ?? '')
        const owners = {
          ...(ExpectedBucketOwner !== null && { ExpectedBucketOwner }),
          ...(ExpectedSourceBucketOwner !== null && { ExpectedSourceBucketOwner }),
        }
        return next({ ...args, input: { ...owners, ...args.input } as never })
      },
    { step: 'initialize', priority: 'high', name: 'expectOwner' },
  )
}
