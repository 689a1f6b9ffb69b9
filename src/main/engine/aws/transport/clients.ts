import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { countS3Requests, countSqsRequests } from './count-requests.ts'
import { addRangeTransport } from './range-transport.ts'
import { FastClient } from './fast-client.ts'
import { ServerCapabilities } from './server-capabilities.ts'
import { addPacedBodies } from './paced-body.ts'
import { readAnswers } from './read-answer.ts'
import { repairDates } from './repair-dates.ts'
import { RequestCounter } from './request-counter.ts'

/** Access keys, or a function that returns them. */
export type Credentials = NonNullable<ConstructorParameters<typeof S3Client>[0]>['credentials']

/** Where to connect. Default endpoint: AWS. */
export type ClientOptions = {
  readonly region: string
  /** URL of another S3 server, for example `http://127.0.0.1:9000`. */
  readonly s3Endpoint?: string
  /** URL of another SQS server. */
  readonly sqsEndpoint?: string
  /** Default: the credential chain of the SDK. */
  readonly credentials?: NonNullable<Credentials>
  /** Puts the bucket into the path instead of the host name. Default: true with an `s3Endpoint`, else false. */
  readonly forcePathStyle?: boolean
  /** Counts the requests. Default: a new counter. */
  readonly counter?: RequestCounter
  /** Sends small payloads and message batches without the SDK, at a tenth of its cost. Default: true. */
  readonly fastPath?: boolean
}

/**
 * The AWS clients of one connection. Long polls have a client of their own, so that they block nothing. Lease
 * renewals have one too, so that nothing blocks them. See docs/aws-calls.md.
 */
export type EngineClients = {
  readonly region: string
  readonly s3: S3Client
  /** For CompleteMultipartUpload: some servers copy all parts first and send nothing for minutes. */
  readonly completeS3: S3Client
  readonly sqs: SQSClient
  readonly pollSqs: SQSClient
  /** Counts every request of these clients, with or without the SDK. */
  readonly counter: RequestCounter
  /** For lease renewals: one attempt of at most 5 s on a new socket. The lease's owner retries. */
  readonly leaseSqs: SQSClient
  /** What the S3 server supports. */
  readonly capabilities: ServerCapabilities
  /** The fast path for frequent small calls, over the same sockets; `null` if turned off. */
  readonly fast: FastClients | null
  /** Closes all sockets. Running calls fail. */
  close(): void
}

const ignore = (): void => {}
/** Without a logger, the SDK writes to the console. */
const silence = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore }
const connectionTimeoutMs = 5_000
/** A server that has received a large upload may flush it to disk before it responds, and sends nothing meanwhile. */
export const s3IdleMs = 60_000
const completeIdleMs = 600_000
const sqsIdleMs = 30_000
const renewalTimeoutMs = 5_000

/**
 * Creates the clients of a connection, with keep-alive sockets and the timeouts that the SDK lacks: 5 s to
 * connect, then 60 s (S3), 10 min (CompleteMultipartUpload) or 30 s (SQS) without a byte. Sends nothing and
 * never throws.
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
    // The host in a queue URL may not be resolvable on this machine.
    useQueueUrlAsEndpoint: false,
    // The SDK would fail a whole batch because of one message; aws/sqs checks each of them.
    md5: false as const,
  }
  const s3Base = {
    ...base,
    ...(options.s3Endpoint && {
      endpoint: options.s3Endpoint,
      // Some servers refuse the streamed checksum, or return one that the SDK rejects.
      requestChecksumCalculation: 'WHEN_REQUIRED' as const,
      responseChecksumValidation: 'WHEN_REQUIRED' as const,
    }),
    forcePathStyle: options.forcePathStyle ?? options.s3Endpoint !== undefined,
  }
  // A limit on the whole request would end long uploads, so S3 only has an idle timeout.
  const s3Handler = { connectionTimeout: connectionTimeoutMs, socketTimeout: s3IdleMs, ...agents[0] }
  const s3 = new S3Client({ ...s3Base, requestHandler: s3Handler })
  const completeS3 = new S3Client({
    ...s3Base,
    requestHandler: { ...s3Handler, socketTimeout: completeIdleMs },
  })
  const sqsHandler = {
    connectionTimeout: connectionTimeoutMs,
    socketTimeout: sqsIdleMs,
    requestTimeout: sqsIdleMs,
    throwOnRequestTimeout: true,
  }
  const sqs = new SQSClient({ ...sqsBase, requestHandler: { ...sqsHandler, ...agents[1] } })
  const pollSqs = new SQSClient({ ...sqsBase, requestHandler: { ...sqsHandler, ...agents[2] } })
  const leaseSqs = new SQSClient({
    ...sqsBase,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: renewalTimeoutMs,
      socketTimeout: renewalTimeoutMs,
      requestTimeout: renewalTimeoutMs,
      throwOnRequestTimeout: true,
      // A socket that was kept open while the computer slept is dead, but reports that too late.
      httpAgent: new HttpAgent({ keepAlive: false }),
      httpsAgent: new HttpsAgent({ keepAlive: false }),
    },
  })
  addPacedBodies(s3)
  const ranges = addRangeTransport(s3, { connectMs: connectionTimeoutMs, idleMs: s3IdleMs })
  const counter = options.counter ?? new RequestCounter()
  for (const client of [s3, completeS3]) countS3Requests(client, counter)
  repairDates(s3)
  for (const client of [sqs, pollSqs, leaseSqs]) {
    countSqsRequests(client, counter)
    readAnswers(client)
  }
  return {
    region: options.region,
    s3,
    completeS3,
    sqs,
    pollSqs,
    counter,
    leaseSqs,
    capabilities: new ServerCapabilities(),
    fast: options.fastPath === false ? null : newFastClients([s3, sqs, pollSqs], agents, counter),
    close() {
      for (const client of [s3, completeS3, sqs, pollSqs, leaseSqs]) client.destroy()
      ranges.close()
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
    // Without agents of our own, the SDK opens a new connection for every body of 2 MiB or more.
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 64 }),
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: 64 }),
  }
}

/** Long polls have sockets of their own here too. */
type FastClients = { readonly s3: FastClient; readonly sqs: FastClient; readonly polls: FastClient }

function newFastClients(
  [s3, sqs, pollSqs]: readonly [S3Client, SQSClient, SQSClient],
  [s3Agents, sqsAgents, pollAgents]: readonly [Agents, Agents, Agents],
  counter: RequestCounter,
): FastClients {
  return {
    s3: new FastClient(s3, s3Agents, counter),
    sqs: new FastClient(sqs, sqsAgents, counter),
    polls: new FastClient(pollSqs, pollAgents, counter),
  }
}
