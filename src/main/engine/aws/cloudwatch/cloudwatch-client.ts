import type {
  CloudWatchClient,
  GetMetricDataCommandInput,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch'
import { EngineError } from '../../errors/engine-error.ts'
import { newAgents, type Network } from '../network/network.ts'
import { addPlainRoutes } from '../network/route.ts'
import { callAws, type CallOptions } from '../transport/aws-call.ts'
import { ownSettingsOnly, silence, type ClientOptions } from '../transport/clients.ts'
import { countAttempts } from '../middleware/count-requests.ts'
import type { RequestCounter } from '../middleware/request-counter.ts'

/** The endpoint and the keys for CloudWatch. */
export interface CloudWatchOptions {
  readonly region: string
  readonly credentials: NonNullable<ClientOptions['credentials']>
  readonly network: Network
  readonly useFipsEndpoint: boolean
  readonly useDualstackEndpoint: boolean
  readonly counter: RequestCounter
  /** Defaults to AWS. */
  readonly endpoint?: string
}

/** The metrics of an SQS queue in CloudWatch. `null` means no data. */
export interface CloudWatchQueue {
  readonly oldestMs: number | null
  readonly deletedPerHour: number | null
}

const minuteMs = 60_000
/** Older values are out of date. */
const freshMs = 10 * minuteMs
const metrics = ['ApproximateAgeOfOldestMessage', 'NumberOfMessagesDeleted'] as const
const timeouts = { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true }

/** The number of metrics requested per queue. AWS bills each of them. */
export const metricsPerQueue = metrics.length

/** Reads the metrics of SQS queues from CloudWatch. The client is created on first use. */
export class CloudWatchQueues {
  readonly #options: CloudWatchOptions
  #client: Promise<CloudWatchClient> | null = null
  #isClosed = false

  constructor(options: CloudWatchOptions) {
    this.#options = options
  }

  /**
   * Reads the metrics of some queues with one GetMetricData request. Returns them by name.
   *
   * @throws EngineError `ACCESS_DENIED` if the keys may not read metrics, and the usual AWS errors.
   */
  read(
    queues: readonly string[],
    now: number,
    options: CallOptions = {},
  ): Promise<ReadonlyMap<string, CloudWatchQueue>> {
    return callAws({ what: 'Reading the metrics' }, options, async (send) => {
      const { GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch')
      if (this.#isClosed) throw new EngineError('CONNECTION_BROKEN')
      const command = new GetMetricDataCommand(request(queues, now))
      const { counter } = this.#options
      countAttempts(command, () => counter.count('cloudwatch', queues.length * metricsPerQueue))
      this.#client ??= this.#open()
      const { MetricDataResults = [] } = await (await this.#client).send(command, send)
      const results = new Map(MetricDataResults.map((result) => [result.Id, result]))
      return new Map(
        queues.map((name, index) => [
          name,
          metricsOf(results.get(`a${index}`), results.get(`d${index}`), now),
        ]),
      )
    })
  }

  /** Closes the sockets. Later calls fail. */
  close(): void {
    this.#isClosed = true
    void this.#client?.then((client) => client.destroy())
    this.#client = null
  }

  async #open(): Promise<CloudWatchClient> {
    const { CloudWatchClient: Client } = await import('@aws-sdk/client-cloudwatch')
    const { region, credentials, network, endpoint, useFipsEndpoint, useDualstackEndpoint } = this.#options
    const client = new Client({
      ...ownSettingsOnly,
      logger: silence,
      region,
      credentials,
      ...(endpoint === undefined ? { useFipsEndpoint, useDualstackEndpoint } : { endpoint }),
      // The next request is sent a minute later anyway.
      maxAttempts: 1,
      requestHandler: { ...timeouts, ...newAgents(network, { keepAlive: true, maxSockets: 1 }) },
    })
    addPlainRoutes(client, network)
    return client
  }
}

/** Returns a query for one metric of one queue. */
function query(Id: string, QueueName: string, MetricName: string, Stat: string) {
  const Dimensions = [{ Name: 'QueueName', Value: QueueName }]
  return {
    Id,
    MetricStat: { Metric: { Namespace: 'AWS/SQS', MetricName, Dimensions }, Period: 60, Stat },
  }
}

function request(queues: readonly string[], now: number): GetMetricDataCommandInput {
  const [age, deleted] = metrics
  return {
    StartTime: new Date(now - 60 * minuteMs),
    EndTime: new Date(now),
    ScanBy: 'TimestampDescending',
    MetricDataQueries: queues.flatMap((name, index) => [
      query(`a${index}`, name, age, 'Maximum'),
      query(`d${index}`, name, deleted, 'Sum'),
    ]),
  }
}

function metricsOf(
  age: MetricDataResult | undefined,
  deleted: MetricDataResult | undefined,
  now: number,
): CloudWatchQueue {
  const seconds = age?.Values?.[0]
  const measuredAt = age?.Timestamps?.[0]?.getTime() ?? 0
  const counts = deleted?.Values ?? []
  return {
    oldestMs: seconds === undefined || measuredAt < now - freshMs ? null : seconds * 1_000,
    deletedPerHour: counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0),
  }
}
