import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { countS3Requests, countSqsRequests, sqsChunks } from './count-requests.ts'
import { addDirectReads } from './direct-reads.ts'
import { LeanClient } from './lean-client.ts'
import { ServerTraits } from './server-traits.ts'
import { addSlicing } from './sliced-body.ts'
import { RequestCounter } from './request-counter.ts'

/** Access keys, or a function that gets them when they are needed. */
export type Credentials = NonNullable<ConstructorParameters<typeof S3Client>[0]>['credentials']

/** Where to connect to. Without an endpoint it is AWS itself. */
export type ClientOptions = {
  readonly region: string
  /** The address of another S3 server: `http://127.0.0.1:9000`. */
  readonly s3Endpoint?: string
  /** The address of another SQS server. */
  readonly sqsEndpoint?: string
  /** Where to get the access keys; the SDK's own chain when absent. */
  readonly credentials?: NonNullable<Credentials>
  /** Buckets in the path and not in the host name. Default: yes with an `s3Endpoint`, else no. */
  readonly forcePathStyle?: boolean
  /** What counts the requests; one of the clients' own by default. */
  readonly counter?: RequestCounter
  /** Whether small payloads and batches of messages go round the SDK, which costs a tenth. Default: yes. */
  readonly lean?: boolean
}

/**
 * The AWS clients of one connection. Long polls have their own, so that they block nothing, and so have the
 * renewals of leases, so that nothing blocks them.
 */
export type EngineClients = {
  readonly region: string
  readonly s3: S3Client
  /** For putting parts together: some servers copy all of them first, and are silent for minutes. */
  readonly joinS3: S3Client
  readonly sqs: SQSClient
  readonly pollSqs: SQSClient
  /** Counts every request of these clients. Who goes round them has to `count` by hand. */
  readonly counter: RequestCounter
  /** One try of at most 5 s, on a fresh socket: a lease has no time for more, and its heartbeat tries again. */
  readonly leaseSqs: SQSClient
  /** What the S3 server is known to understand. */
  readonly traits: ServerTraits
  /** The way round the SDK for the hot calls, over the same sockets; `null` where it is turned off. */
  readonly lean: Lean | null
  /** Closes every socket; calls under way fail. */
  close(): void
}

const ignore = (): void => {}
/** The SDK writes to the console unless it is given somewhere else to write to. */
const silence = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore }
const connectionTimeoutMs = 5_000
/** A server that has all of a large upload may flush it to its disk before it answers, and is silent meanwhile. */
export const s3IdleMs = 60_000
const joinIdleMs = 600_000
const sqsIdleMs = 30_000
const renewalTimeoutMs = 5_000

/**
 * Makes the clients of a connection, with their own keep-alive sockets and with the timeouts that the SDK
 * lacks: 5 s to connect, 60 s (S3; 10 min while it puts parts together) or 30 s (SQS) without a byte. Sends nothing yet and throws nothing.
 */
export function createClients(options: ClientOptions): EngineClients {
  const agents = [newAgents(), newAgents(), newAgents()] as const
  const base = {
    region: options.region,
    logger: silence,
    ...(options.credentials && { credentials: options.credentials }),
  }
  const sqsBase = {
    ...base,
    ...(options.sqsEndpoint && { endpoint: options.sqsEndpoint }),
    // A server may name its queues by a host that this machine cannot resolve.
    useQueueUrlAsEndpoint: false,
  }
  const s3Base = {
    ...base,
    ...(options.s3Endpoint && {
      endpoint: options.s3Endpoint,
      // Servers other than AWS refuse the streamed checksum, or return one the SDK rejects.
      requestChecksumCalculation: 'WHEN_REQUIRED' as const,
      responseChecksumValidation: 'WHEN_REQUIRED' as const,
    }),
    forcePathStyle: options.forcePathStyle ?? options.s3Endpoint !== undefined,
  }
  // A limit on the whole request would end every long upload, so S3 has one on silence only.
  const s3Handler = { connectionTimeout: connectionTimeoutMs, socketTimeout: s3IdleMs, ...agents[0] }
  const s3 = new S3Client({ ...s3Base, requestHandler: s3Handler })
  const joinS3 = new S3Client({ ...s3Base, requestHandler: { ...s3Handler, socketTimeout: joinIdleMs } })
  const sqsHandler = {
    connectionTimeout: connectionTimeoutMs,
    socketTimeout: sqsIdleMs,
    requestTimeout: sqsIdleMs,
    throwOnRequestTimeout: true,
  }
  const sqs = new SQSClient({ ...sqsBase, requestHandler: { ...sqsHandler, ...agents[1] } })
  // The SDK would fail all messages of a poll for one that was damaged: receiveMessages checks each.
  const pollSqs = new SQSClient({ ...sqsBase, md5: false, requestHandler: { ...sqsHandler, ...agents[2] } })
  const leaseSqs = new SQSClient({
    ...sqsBase,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: renewalTimeoutMs,
      socketTimeout: renewalTimeoutMs,
      requestTimeout: renewalTimeoutMs,
      throwOnRequestTimeout: true,
      // A socket that was kept over a sleep of the computer is dead, and tells so too late.
      httpAgent: new HttpAgent({ keepAlive: false }),
      httpsAgent: new HttpsAgent({ keepAlive: false }),
    },
  })
  addSlicing(s3)
  const directReads = addDirectReads(s3, { connectMs: connectionTimeoutMs, idleMs: s3IdleMs })
  const counter = options.counter ?? new RequestCounter()
  for (const client of [s3, joinS3]) countS3Requests(client, counter)
  for (const client of [sqs, pollSqs, leaseSqs]) countSqsRequests(client, counter)
  return {
    region: options.region,
    s3,
    joinS3,
    sqs,
    pollSqs,
    counter,
    leaseSqs,
    traits: new ServerTraits(),
    lean: options.lean === false ? null : leanOf([s3, sqs, pollSqs], agents, counter),
    close() {
      for (const client of [s3, joinS3, sqs, pollSqs, leaseSqs]) client.destroy()
      directReads.close()
      for (const { httpAgent, httpsAgent } of agents) {
        httpAgent.destroy()
        httpsAgent.destroy()
      }
    },
  }
}

type Agents = { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent }

function newAgents(): Agents {
  return {
    // Without agents of our own the SDK opens a connection for every body from 2 MiB on.
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 64 }),
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: 64 }),
  }
}

/** Long polls have their own sockets here too. */
type Lean = { readonly s3: LeanClient; readonly sqs: LeanClient; readonly polls: LeanClient }

function leanOf(
  [s3, sqs, pollSqs]: readonly [S3Client, SQSClient, SQSClient],
  [s3Agents, sqsAgents, pollAgents]: readonly [Agents, Agents, Agents],
  counter: RequestCounter,
): Lean {
  const countSqs = (body: Uint8Array): void => counter.count('sqs', sqsChunks(body.byteLength))
  return {
    s3: new LeanClient(s3, s3Agents, () => counter.count('s3-write')),
    sqs: new LeanClient(sqs, sqsAgents, countSqs),
    polls: new LeanClient(pollSqs, pollAgents, countSqs),
  }
}
