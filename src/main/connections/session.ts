import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { fromIni } from '@aws-sdk/credential-providers'
import type { ErrorCode } from '../../shared/errors.ts'
import type { QueueConfig } from '../../shared/queues.ts'
import { opensCircuit } from '../engine/aws/transport/circuit-breaker.ts'
import { createClients, type EngineClients } from '../engine/aws/transport/clients.ts'
import { EngineError, fromAwsError } from '../engine/errors/engine-error.ts'
import { JobQueue } from '../engine/job-queue/job-queue.ts'
import { RequestCounter } from '../engine/aws/transport/request-counter.ts'
import type { AccessKeys } from './key-text.ts'
import type { StoredConnection } from './settings-store.ts'

/** The endpoint of the Local server, and the keys it accepts. */
export interface LocalAccess {
  readonly endpoint: string
  readonly keys: AccessKeys
}

/** How a connection is reached. Its clients are replaced when this changes. */
export interface Access {
  readonly region: string
  readonly profile: string | null
  readonly s3Endpoint: string | null
  readonly sqsEndpoint: string | null
  readonly keys: AccessKeys | null
}

/** Errors that make a connection useless until the user changes it, unlike a missing permission. */
const fatal: ReadonlySet<ErrorCode> = new Set(['CREDENTIALS', 'WRONG_REGION'])

/** The longest time that the window shows “Connecting”. */
const checkMs = 15_000

/** Returns the error for work that needs a connection before it is ready. */
export function notReady(message: string, hint: string): EngineError {
  return new EngineError('NOT_CONNECTED', message, { hint, retryable: true })
}

/**
 * Returns how a connection is reached.
 * @throws EngineError `CREDENTIALS` without keys, `NOT_CONNECTED` while the Local server is not ready.
 */
export function accessOf(
  record: StoredConnection,
  keys: AccessKeys | null,
  local: LocalAccess | null,
): Access {
  const { region } = record
  switch (record.kind) {
    case 'local':
      if (local === null) {
        throw notReady('The Local server is still starting.', 'Wait a moment; Settings shows its state.')
      }
      return {
        region,
        profile: null,
        s3Endpoint: local.endpoint,
        sqsEndpoint: local.endpoint,
        keys: local.keys,
      }
    case 'profile':
      return { region, profile: record.profile, s3Endpoint: null, sqsEndpoint: null, keys: null }
    default: {
      if (keys === null) {
        throw new EngineError(
          'CREDENTIALS',
          `${record.label} has no keys. Keys are not kept when the app quits.`,
          {
            hint: 'Copy the keys, then press “Take keys from clipboard” in Settings.',
            retryable: false,
          },
        )
      }
      const { s3Endpoint, sqsEndpoint } = record
      return { region, profile: null, s3Endpoint, sqsEndpoint, keys }
    }
  }
}

function clientsOf(access: Access, counter: RequestCounter): EngineClients {
  const { region, profile, s3Endpoint, sqsEndpoint, keys } = access
  return createClients({
    region,
    counter,
    ...(keys !== null && { credentials: keys }),
    ...(profile !== null && { credentials: fromIni({ profile, ignoreCache: true }) }),
    ...(s3Endpoint !== null && { s3Endpoint, forcePathStyle: true }),
    ...(sqsEndpoint !== null && { sqsEndpoint }),
  })
}

/** The AWS clients and job queues of one connection. The job queues survive a change of the clients. */
export class Session {
  readonly connectionId: string
  /** Counts the requests of all clients of this session. */
  readonly counter = new RequestCounter()
  readonly #queues = new Map<string, JobQueue>()
  #access: Access
  #clients: EngineClients

  constructor(record: StoredConnection, access: Access) {
    this.connectionId = record.id
    this.#access = access
    this.#clients = clientsOf(access, this.counter)
    for (const config of record.queues) this.addQueue(config)
  }

  get queues(): readonly JobQueue[] {
    return [...this.#queues.values()]
  }

  queue(name: string): JobQueue | null {
    return this.#queues.get(name) ?? null
  }

  /** Replaces the clients if the access has changed. Running calls fail. */
  reconnect(access: Access): void {
    if (JSON.stringify(access) === JSON.stringify(this.#access)) return
    this.#replaceClients(access)
  }

  /** Reads the keys of a profile again, because a sign-in or another program may have renewed them. */
  renewKeys(): void {
    if (this.#access.profile !== null) this.#replaceClients(this.#access)
  }

  #replaceClients(access: Access): void {
    const previous = this.#clients
    this.#access = access
    this.#clients = clientsOf(access, this.counter)
    for (const queue of this.queues) queue.reconnect(this.#clients)
    previous.close()
  }

  /** Creates a job queue on this connection without listing it. */
  makeQueue(config: QueueConfig): JobQueue {
    return new JobQueue({ config, clients: this.#clients })
  }

  addQueue(config: QueueConfig): JobQueue {
    const queue = this.makeQueue(config)
    this.#queues.set(config.name, queue)
    return queue
  }

  forgetQueue(name: string): void {
    this.#queues.delete(name)
  }

  /**
   * Sends one cheap request. A missing permission is not a failure, because many keys may not list queues.
   * @throws EngineError `CREDENTIALS`, `WRONG_REGION`, or an outage (`opensCircuit`).
   */
  async check(): Promise<void> {
    const limit = AbortSignal.timeout(checkMs)
    try {
      await this.#clients.sqs.send(new ListQueuesCommand({ MaxResults: 1 }), { abortSignal: limit })
    } catch (error) {
      const found = limit.aborted
        ? new EngineError('TIMED_OUT', 'Connecting failed: the server did not respond in time.')
        : fromAwsError(error, { what: 'Connecting', region: this.#access.region })
      if (fatal.has(found.code) || opensCircuit(found)) throw found
    }
  }

  /** Waits for cancelled long polls to end, then closes the sockets. */
  async close(deadlineMs: number): Promise<void> {
    await Promise.all(this.queues.map((queue) => queue.settle({ deadlineMs })))
    this.#clients.close()
  }
}
