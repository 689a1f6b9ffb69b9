import { fromIni } from '@aws-sdk/credential-providers'
import { createClients, type EngineClients } from '../engine/clients.ts'
import { EngineError } from '../engine/errors.ts'
import { JobQueue } from '../engine/job-queue.ts'
import type { QueueConfig } from '../../shared/queues.ts'
import type { AccessKeys } from './key-text.ts'
import type { StoredConnection } from './settings-store.ts'

/** Where the embedded server answers, and the keys it checks. */
export interface LocalAccess {
  readonly endpoint: string
  readonly keys: AccessKeys
}

function clientsFor(
  record: StoredConnection,
  keys: AccessKeys | null,
  local: LocalAccess | null,
): EngineClients {
  switch (record.kind) {
    case 'local': {
      if (local === null)
        throw notReady('The Local server is still starting.', 'Wait a moment; Settings shows its state.')
      return createClients({
        region: record.region,
        s3Endpoint: local.endpoint,
        sqsEndpoint: local.endpoint,
        credentials: local.keys,
        forcePathStyle: true,
      })
    }
    case 'profile':
      return createClients({ region: record.region, credentials: fromIni({ profile: record.profile }) })
    case 'endpoint': {
      if (keys === null) {
        throw new EngineError('CREDENTIALS', `${record.label} has no keys in this run.`, {
          hint: 'Copy the keys, then press “Take keys from clipboard” in Settings.',
          retryable: false,
        })
      }
      return createClients({
        region: record.region,
        s3Endpoint: record.s3Endpoint,
        sqsEndpoint: record.sqsEndpoint,
        credentials: keys,
        forcePathStyle: true,
      })
    }
  }
}

/** @returns the error for work that needs a connection before there is one. */
export function notReady(message: string, hint: string): EngineError {
  return new EngineError('NOT_CONNECTED', message, { hint, retryable: true })
}

/** One connection's AWS clients and the job queues that use them. */
export class Session {
  readonly connectionId: string
  readonly clients: EngineClients
  readonly #queues = new Map<string, JobQueue>()

  /** @throws EngineError `CREDENTIALS` or `NOT_CONNECTED` where keys or the Local server are missing. */
  constructor(record: StoredConnection, keys: AccessKeys | null, local: LocalAccess | null) {
    this.connectionId = record.id
    this.clients = clientsFor(record, keys, local)
    for (const config of record.queues) this.addQueue(config)
  }

  get queues(): readonly JobQueue[] {
    return [...this.#queues.values()]
  }

  queue(name: string): JobQueue | null {
    return this.#queues.get(name) ?? null
  }

  /** A job queue on this connection that is not listed. */
  makeQueue(config: QueueConfig): JobQueue {
    return new JobQueue({ config, clients: this.clients })
  }

  addQueue(config: QueueConfig): JobQueue {
    const queue = this.makeQueue(config)
    this.#queues.set(config.name, queue)
    return queue
  }

  forgetQueue(name: string): void {
    this.#queues.delete(name)
  }

  /** Resolves the credentials once, so that a bad profile shows at once and by name. */
  async check(): Promise<void> {
    await this.clients.sqs.config.credentials()
  }

  /** Lets cancelled long polls end, then closes the sockets. */
  async close(deadlineMs: number): Promise<void> {
    await Promise.all(this.queues.map((queue) => queue.settle({ deadlineMs })))
    this.clients.close()
  }
}
