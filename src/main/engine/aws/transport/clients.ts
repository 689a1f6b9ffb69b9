import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { BucketLocations } from './bucket-locations.ts'
import { countSqsRequests } from '../middleware/count-requests.ts'
import type { EngineError } from '../../errors/engine-error.ts'
import { FastClient } from './fast-client.ts'
import { FastSigner } from './fast-signer.ts'
import { readFoundTimes } from '../middleware/read-response.ts'
import { type Agents, closeAgents, type Network, newAgents, plainNetwork } from '../network/network.ts'
import { RequestCounter } from '../middleware/request-counter.ts'
import { addPlainRoutes } from '../network/route.ts'
import { refuseChanges } from '../middleware/refuse-changes.ts'
import { refuseClosed } from '../middleware/refuse-closed.ts'
import { createS3Clients, type S3Clients } from './s3-clients.ts'
import { ServerCapabilities } from './server-capabilities.ts'

/** Access keys, or a function that returns them. */
export type Credentials = NonNullable<ConstructorParameters<typeof S3Client>[0]>['credentials']

/** A connection's endpoints and region. The endpoints default to AWS. */
export type ClientOptions = {
  readonly region: string
  /** The region of the buckets. Default: `region`. If a bucket is elsewhere, its region is detected. */
  readonly s3Region?: string
  /** URL of another S3 server, for example `http://127.0.0.1:9000`. */
  readonly s3Endpoint?: string
  /** URL of another SQS server. */
  readonly sqsEndpoint?: string
  /** True to use AWS's FIPS endpoints. Default: false. */
  readonly useFipsEndpoint?: boolean
  /** True to use AWS's dual-stack endpoints. Default: false. */
  readonly useDualstackEndpoint?: boolean
  /** The proxies and CA certificates. Default: no proxy, and the default CA certificates. */
  readonly network?: Network
  /** Default: the SDK's credential chain. */
  readonly credentials?: NonNullable<Credentials>
  /** Puts the bucket into the path instead of the host name. Default: true with an `s3Endpoint`, else false. */
  readonly forcePathStyle?: boolean
  /** Counts the requests. Default: a new counter. */
  readonly counter?: RequestCounter
  /** Sends small payloads and message batches without the SDK, at a tenth of its cost. Default: true. */
  readonly fastPath?: boolean
  /**
   * True if every call that could change something is refused with `READ_ONLY` before it is sent. Default:
   * false.
   */
  readonly readOnly?: boolean
  /** Returns why nothing more may be sent, or `null`. Called before each attempt. Default: `null`. */
  readonly refusal?: () => EngineError | null
}

/**
 * The AWS clients of one connection. Long polls have their own client, so that they do not block other calls.
 * Lease renewals have one, so that no other call blocks them. See docs/aws-calls.md.
 */
export type EngineClients = {
  readonly region: string
  /** The region where buckets are created, and a bucket's assumed region until the server names another. */
  readonly s3Region: string
  /** The clients for buckets in the connection's own region. */
  readonly s3: S3Client
  /** Returns the clients for a bucket, in its last known region. */
  s3Of(bucket: string): S3Clients
  /** The known regions and owners of the buckets. */
  readonly homes: BucketLocations
  readonly sqs: SQSClient
  readonly pollSqs: SQSClient
  /** Counts every request of these clients, with or without the SDK. */
  readonly counter: RequestCounter
  /** For lease renewals: one attempt of at most 5 s on a new socket. The lease itself retries. */
  readonly leaseSqs: SQSClient
  /** The capabilities of the S3 server. */
  readonly capabilities: ServerCapabilities
  /** The fast path for frequent small calls to SQS, over the same sockets. `null` if turned off. */
  readonly fast: FastClients | null
  /** Closes all sockets. Calls in progress fail. */
  close(): void
}

const ignore = (): void => {}
/** Without a logger, the SDK writes to the console. */
export const silence = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore }
const connectionTimeoutMs = 5_000
const sqsIdleMs = 30_000
const renewalTimeoutMs = 5_000

/**
 * Settings that the SDK would otherwise read from the environment or the `default` profile. They could
 * redirect this connection's requests or sign them differently.
 */
export const ownSettingsOnly = {
  ignoreConfiguredEndpointUrls: true,
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
  maxAttempts: 3,
  retryMode: 'standard',
  authSchemePreference: [] as string[],
  userAgentAppId: '',
  defaultsMode: 'legacy',
} as const

/**
 * Creates the clients of a connection, with keep-alive sockets and the timeouts that the SDK lacks: 5 s to
 * connect, then 60 s (S3), 10 min (CompleteMultipartUpload) or 30 s (SQS) without a byte. Sends nothing and
 * never throws.
 */
export function createClients(options: ClientOptions): EngineClients {
  const network = options.network ?? plainNetwork
  const [s3Agents, sqsAgents, pollAgents] = [keptAgents(network), keptAgents(network), keptAgents(network)]
  const counter = options.counter ?? new RequestCounter()
  const readOnly = options.readOnly ?? false
  const refusal = options.refusal ?? (() => null)
  // The check that refuses changes is an SDK middleware, which the fast path bypasses.
  const fastPath = options.fastPath !== false && !readOnly
  const base = {
    ...ownSettingsOnly,
    logger: silence,
    ...(options.credentials && { credentials: options.credentials }),
  }
  // The SDK does not allow them together with an endpoint, which already determines the host.
  const awsHosts = {
    useFipsEndpoint: options.useFipsEndpoint ?? false,
    useDualstackEndpoint: options.useDualstackEndpoint ?? false,
  }
  const homes = new BucketLocations()
  const s3Base = {
    ...base,
    ...(!options.s3Endpoint && awsHosts),
    requestChecksumCalculation: 'WHEN_SUPPORTED',
    responseChecksumValidation: 'WHEN_SUPPORTED',
    ...(options.s3Endpoint && {
      endpoint: options.s3Endpoint,
      // Some servers reject the streamed checksum, or return one that the SDK rejects.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    }),
    useArnRegion: false,
    disableS3ExpressSessionAuth: false,
    forcePathStyle: options.forcePathStyle ?? options.s3Endpoint !== undefined,
  }
  const regions = new Map<string, S3Clients>()
  const s3In = (region: string): S3Clients => {
    const known = regions.get(region)
    if (known !== undefined) return known
    const made = createS3Clients(region, {
      base: s3Base,
      agents: s3Agents,
      network,
      homes,
      counter,
      fastPath,
      readOnly,
      refusal,
      connectMs: connectionTimeoutMs,
    })
    regions.set(region, made)
    return made
  }
  const s3Region = options.s3Region ?? options.region
  const sqsBase = {
    ...base,
    region: options.region,
    ...(options.sqsEndpoint ? { endpoint: options.sqsEndpoint } : awsHosts),
    // The host in a queue URL may not be resolvable on this machine.
    useQueueUrlAsEndpoint: false,
    // The SDK would fail a whole batch because of one message. aws/sqs checks each message instead.
    md5: false as const,
  }
  const sqsHandler = {
    connectionTimeout: connectionTimeoutMs,
    socketTimeout: sqsIdleMs,
    requestTimeout: sqsIdleMs,
    throwOnRequestTimeout: true,
  }
  const sqs = new SQSClient({ ...sqsBase, requestHandler: { ...sqsHandler, ...sqsAgents } })
  const pollSqs = new SQSClient({ ...sqsBase, requestHandler: { ...sqsHandler, ...pollAgents } })
  const leaseSqs = new SQSClient({
    ...sqsBase,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: renewalTimeoutMs,
      socketTimeout: renewalTimeoutMs,
      requestTimeout: renewalTimeoutMs,
      throwOnRequestTimeout: true,
      // After the computer has slept, a keep-alive socket is dead, but reports that too late.
      ...newAgents(network, { keepAlive: false }),
    },
  })
  for (const client of [sqs, pollSqs, leaseSqs]) {
    refuseClosed(client, refusal)
    addPlainRoutes(client, network)
    countSqsRequests(client, counter)
    readFoundTimes(client)
    if (readOnly) refuseChanges(client)
  }
  const fast: FastClients | null = fastPath
    ? {
        sqs: new FastClient(new FastSigner(sqs, network), sqsAgents, counter),
        polls: new FastClient(new FastSigner(pollSqs, network), pollAgents, counter),
      }
    : null
  return {
    region: options.region,
    s3Region,
    s3: s3In(s3Region).s3,
    s3Of: (bucket) => s3In(homes.regionOf(bucket) ?? s3Region),
    homes,
    sqs,
    pollSqs,
    counter,
    leaseSqs,
    capabilities: new ServerCapabilities(),
    fast,
    close() {
      for (const clients of regions.values()) clients.close()
      fast?.sqs.close()
      fast?.polls.close()
      for (const client of [sqs, pollSqs, leaseSqs]) client.destroy()
      for (const agents of [s3Agents, sqsAgents, pollAgents]) closeAgents(agents)
    },
  }
}

function keptAgents(network: Network): Agents {
  // Without agents of our own, the SDK opens a new connection for every body of 2 MiB or more.
  return newAgents(network, { keepAlive: true, maxSockets: 64 })
}

/** Long polls have their own sockets on the fast path, too. */
type FastClients = { readonly sqs: FastClient; readonly polls: FastClient }
