import type { QueueConfig } from '../../../shared/queues/queues.ts'
import type { CloudWatchQueues } from '../../engine/aws/cloudwatch/cloudwatch-client.ts'
import { type ClientHosts, hostsOf } from '../../engine/aws/transport/client-hosts.ts'
import type { EngineClients } from '../../engine/aws/transport/clients.ts'
import { SqsQueue } from '../../engine/aws/sqs/sqs-queue.ts'
import { EngineError } from '../../engine/errors/engine-error.ts'
import { JobQueue } from '../../engine/job-queue/job-queue.ts'
import { RequestCounter } from '../../engine/aws/middleware/request-counter.ts'
import { accountOfKeys } from '../account-of-keys.ts'
import type { Access } from '../access.ts'
import { checkServers } from '../check-servers.ts'
import { findQueues } from '../find-queues.ts'
import { openClients, type OpenClients } from './open-clients.ts'
import type { AskMfaCode } from '../profiles/profile-keys.ts'
import type { ProvidedKeys } from '../profiles/shared-keys.ts'
import type { StoredConnection } from '../stores/settings-store.ts'

/** The longest time for determining the buckets' regions. */
const locateMs = 15_000

/** The AWS clients and job queues of one connection. Its job queues stay the same when the clients are replaced. */
export class Session {
  readonly connectionId: string
  /** Counts the requests of all clients of this session. */
  readonly counter = new RequestCounter()
  readonly #queues = new Map<string, JobQueue>()
  readonly #askMfaCode: AskMfaCode
  #access: Access
  /** The buckets' account, if it is known for these keys. */
  #account: { readonly id: string; readonly accessKeyId: string } | null = null
  #open: OpenClients
  /** True if the clients refuse everything until they are replaced. */
  #suspended = false

  constructor(record: StoredConnection, access: Access, askMfaCode: AskMfaCode) {
    this.connectionId = record.id
    this.#askMfaCode = askMfaCode
    this.#access = access
    this.#open = this.#openClients(access)
    for (const config of record.queues) this.addQueue(config)
  }

  get queues(): readonly JobQueue[] {
    return [...this.#queues.values()]
  }

  queue(name: string): JobQueue | null {
    return this.#queues.get(name) ?? null
  }

  /**
   * Replaces the clients if the access has changed. Calls in progress then fail. Returns true if the clients
   * were replaced.
   */
  reconnect(access: Access): boolean {
    if (!this.#suspended && JSON.stringify(access) === JSON.stringify(this.#access)) return false
    this.#replaceClients(access)
    return true
  }

  /** Reads a profile's keys again, because a sign-in or another program may have renewed them. */
  renewKeys(): void {
    if (this.#access.profile !== null && !this.#suspended) this.#replaceClients(this.#access)
  }

  get isSuspended(): boolean {
    return this.#suspended
  }

  /** Makes every call fail with this error, including those in progress, until the clients are replaced. */
  suspend(error: EngineError): void {
    this.#suspended = true
    this.#open.close(error)
  }

  #replaceClients(access: Access): void {
    const previous = this.#open
    this.#access = access
    this.#account = null
    this.#open = this.#openClients(access)
    this.#suspended = false
    for (const queue of this.queues) queue.reconnect(this.#clients)
    previous.close()
  }

  /** Creates clients that expect the account that the user entered, before anything can be stored. */
  #openClients(access: Access): OpenClients {
    const open = openClients(access, this.counter, this.#askMfaCode)
    if (access.bucketAccount !== null) open.clients.homes.expectOwner(access.bucketAccount)
    return open
  }

  /** True if there were no keys for the last request. */
  get lacksKeys(): boolean {
    return this.#open.lacksKeys
  }

  /** Returns the keys that sign the requests. @throws EngineError as `OpenClients.keys`. */
  keys(): Promise<ProvidedKeys> {
    return this.#open.keys()
  }

  /** How this connection is reached. */
  get access(): Access {
    return this.#access
  }

  /** The current clients. They are replaced when the access changes. */
  get clients(): EngineClients {
    return this.#open.clients
  }

  /** True if an SQS queue exists. @throws EngineError */
  async hasQueue(name: string): Promise<boolean> {
    try {
      await new SqsQueue(this.#clients, name).getUrl()
      return true
    } catch (error) {
      if (error instanceof EngineError && error.code === 'QUEUE_NOT_FOUND') return false
      throw error
    }
  }

  get #clients(): EngineClients {
    return this.#open.clients
  }

  /** Creates a job queue on this connection without listing it. */
  makeQueue(config: QueueConfig): JobQueue {
    return new JobQueue({ config, clients: this.#clients })
  }

  /**
   * On AWS, looks for a job queue's queues in the regions that workers usually use. Returns
   * the region where all of them exist, or `null`.
   */
  async findQueues(config: QueueConfig): Promise<string | null> {
    if (this.#access.sqsEndpoint !== null) return null
    const keys = await this.#open.keys()
    const access = { ...this.#access, keys, profile: null }
    return findQueues(config, access, (region) =>
      openClients({ ...access, region }, this.counter, this.#askMfaCode),
    )
  }

  addQueue(config: QueueConfig): JobQueue {
    const queue = this.makeQueue(config)
    this.#queues.set(config.name, queue)
    return queue
  }

  forgetQueue(name: string): void {
    this.#queues.delete(name)
  }

  /** Returns the hosts that requests go to. */
  hosts(): Promise<ClientHosts> {
    return hostsOf(this.#clients, this.queues[0]?.names.buckets[0] ?? null)
  }

  /**
   * Gets the keys, which may involve the user, and sends one cheap request to each server. A missing permission
   * is not a failure, because many keys may not list queues or buckets.
   *
   * @throws EngineError `CREDENTIALS`, `WRONG_REGION`, `NOT_SQS`, `NOT_S3`, or an outage (`opensCircuit`).
   */
  async check(): Promise<void> {
    const keys = await this.#open.keys()
    await this.#findAccount(keys)
    await checkServers(this.#clients, this.#access, (region) =>
      openClients({ ...this.#access, region, keys, profile: null }, this.counter, this.#askMfaCode),
    )
  }

  /**
   * On AWS, or with an account that the user entered, determines the regions and owners of the buckets, if
   * they are not known yet. Never throws.
   */
  async locateBuckets(): Promise<void> {
    const { s3Endpoint, bucketAccount } = this.#access
    if (s3Endpoint !== null && bucketAccount === null) return
    const account = bucketAccount ?? this.#account?.id ?? null
    const limit = AbortSignal.timeout(locateMs)
    await Promise.all(this.queues.map((queue) => queue.locateBuckets(account, { signal: limit })))
  }

  /** On AWS, finds out which account must own the buckets before anything is stored in them. */
  async #findAccount(keys: ProvidedKeys): Promise<void> {
    const { s3Endpoint, sqsEndpoint, bucketAccount } = this.#access
    // If the user entered an account, the clients have expected it from the start.
    if (bucketAccount !== null || s3Endpoint !== null || sqsEndpoint !== null) return
    const clients = this.#clients
    if (this.#account?.accessKeyId !== keys.accessKeyId) {
      const offset = clients.sqs.config.systemClockOffset
      const id = await accountOfKeys(keys, this.#access, offset)
      this.#account = id === null ? null : { id, accessKeyId: keys.accessKeyId }
    }
    if (this.#account !== null) clients.homes.expectOwner(this.#account.id)
  }

  /** The same account's CloudWatch, or `null` if this connection is not on AWS. */
  get cloudWatch(): CloudWatchQueues | null {
    return this.#open.cloudWatch
  }

  /** Waits for cancelled long polls to end, then closes the sockets. */
  async close(deadlineMs: number): Promise<void> {
    await Promise.all(this.queues.map((queue) => queue.settle({ deadlineMs })))
    this.#open.close()
  }
}
