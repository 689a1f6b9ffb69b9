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
import { localConnectionId, type StoredConnection } from './settings-store.ts'

/** Where the embedded server answers, and the keys it checks. */
export interface LocalAccess {
  readonly endpoint: string
  readonly keys: AccessKeys
}

/** What a connection is reached by. Equal access needs no new clients. */
export interface Access {
  readonly region: string
  readonly profile: string | null
  readonly s3Endpoint: string | null
  readonly sqsEndpoint: string | null
  readonly keys: AccessKeys | null
}

/** What makes a connection useless until the person changes it, in contrast to a right that is missing. */
const fatal: ReadonlySet<ErrorCode> = new Set(['CREDENTIALS', 'WRONG_REGION'])

/** The longest that a person looks at “Connecting”. */
const checkMs = 15_000

/** @returns the error for work that needs a connection before there is one. */
export function notReady(message: string, hint: string): EngineError {
  return new EngineError('NOT_CONNECTED', message, { hint, retryable: true })
}

/**
 * Says how a connection is reached.
 * @throws EngineError `CREDENTIALS` or `NOT_CONNECTED` where keys or the Local server are missing.
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
        throw new EngineError('CREDENTIALS', `${record.label} has no keys in this run.`, {
          hint: 'Copy the keys, then press “Take keys from clipboard” in Settings.',
          retryable: false,
        })
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

/** One connection's AWS clients and its job queues, which stay the same when the clients change. */
export class Session {
  readonly connectionId: string
  /** Counts what is asked here, whatever the clients. */
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

  /** Reaches the connection in another way from now on; what runs by the old one fails. */
  reconnect(access: Access): void {
    if (JSON.stringify(access) === JSON.stringify(this.#access)) return
    this.#replaceClients(access)
  }

  /** Reads the keys of a profile anew: a sign-in or another program may have renewed them. */
  renewKeys(): void {
    if (this.#access.profile !== null) this.#replaceClients(this.#access)
  }

  #replaceClients(access: Access): void {
    const former = this.#clients
    this.#access = access
    this.#clients = clientsOf(access, this.counter)
    for (const queue of this.queues) queue.reconnect(this.#clients)
    former.close()
  }

  /** A job queue on this connection that is not listed. */
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
   * Asks the server one cheap thing. A right that is missing is no failure: many keys may not list queues.
   * @throws EngineError `CREDENTIALS`, `WRONG_REGION`, and every outage (`opensCircuit`).
   */
  async check(): Promise<void> {
    const limit = AbortSignal.timeout(checkMs)
    try {
      await this.#clients.sqs.send(new ListQueuesCommand({ MaxResults: 1 }), { abortSignal: limit })
    } catch (error) {
      const found = limit.aborted
        ? new EngineError('TIMED_OUT', 'Connecting failed: the server did not answer in time.')
        : fromAwsError(error, { what: 'Connecting', region: this.#access.region })
      if (fatal.has(found.code) || opensCircuit(found)) throw found
    }
  }

  /** {@link Session.check}, and on Local makes what its job queues need: nobody else would. */
  async verify(): Promise<void> {
    await this.check()
    if (this.connectionId === localConnectionId) for (const queue of this.queues) await queue.ensure({})
  }

  /** Lets cancelled long polls end, then closes the sockets. */
  async close(deadlineMs: number): Promise<void> {
    await Promise.all(this.queues.map((queue) => queue.settle({ deadlineMs })))
    this.#clients.close()
  }
}
