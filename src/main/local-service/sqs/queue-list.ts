import { initialAttributes, redrivePolicy } from './queue-attributes.ts'
import { QueueDatabase } from './storage/queue-database.ts'
import { Queue } from './queue.ts'
import { noSuchQueue } from './sqs-error.ts'

const accountId = '000000000000'

/** All queues, in memory and on disk. */
export class QueueList {
  readonly #database: QueueDatabase
  readonly #region: string
  readonly #baseUrl: string
  #queues = new Map<string, Queue>()

  /** Opens the folder. All queue URLs start with `baseUrl`, even of queues created on another port. */
  constructor(folder: string, region: string, baseUrl: string, onWrite?: () => void) {
    this.#region = region
    this.#baseUrl = baseUrl
    this.#database = new QueueDatabase(folder, () => this.#restore(), onWrite && { onWrite })
    this.#restore()
  }

  /** Resolves when every change so far is on disk. Rejects if it was rolled back. */
  committed(): Promise<void> {
    return this.#database.committed()
  }

  close(): void {
    this.#database.close()
  }

  all(): Queue[] {
    return [...this.#queues.values()]
  }

  find(name: string): Queue | null {
    return this.#queues.get(name) ?? null
  }

  /** Returns the queue with this URL. Only the last part of the URL matters, so another host or port is fine. */
  at(url: string): Queue {
    const queue = this.find(url.split('/').at(-1) ?? '')
    if (queue === null) throw noSuchQueue()
    return queue
  }

  urlOf({ info }: Queue): string {
    return `${this.#baseUrl}/${accountId}/${info.name}`
  }

  arnOf({ info }: Queue): string {
    return `arn:aws:sqs:${this.#region}:${accountId}:${info.name}`
  }

  /** Returns the queue with this ARN, or `null` if it does not exist. */
  withArn(arn: string): Queue | null {
    const queue = this.find(arn.split(':').at(-1) ?? '')
    return queue !== null && this.arnOf(queue) === arn ? queue : null
  }

  /** Returns the queues that have this one as their dead-letter queue. */
  sourcesOf(queue: Queue): Queue[] {
    const name = queue.info.name
    return this.all().filter((one) => redrivePolicy(one)?.arn.split(':').at(-1) === name)
  }

  create(name: string, attributes: ReadonlyMap<string, string>, tags: ReadonlyMap<string, string>): Queue {
    const nowSeconds = Math.floor(Date.now() / 1000)
    const info = {
      name,
      attributes: initialAttributes(name, attributes),
      tags: new Map(tags),
      createdSeconds: nowSeconds,
      modifiedSeconds: nowSeconds,
      sequence: 0,
    }
    const queue = new Queue(info, this.#database)
    this.save(queue)
    this.#queues.set(name, queue)
    return queue
  }

  /** Writes changes to a queue, other than to its messages. */
  save(queue: Queue): void {
    this.#database.putQueue(queue.info, this.urlOf(queue), this.arnOf(queue))
  }

  delete(queue: Queue): void {
    this.#database.deleteQueue(queue.info.name)
    this.#queues.delete(queue.info.name)
    queue.wake()
  }

  /** Returns the next sequence number of a FIFO queue. */
  nextSequence(queue: Queue): string {
    const sequence = queue.info.sequence + 1
    this.#database.putSequence(queue.info.name, sequence)
    queue.info.sequence = sequence
    return String(sequence).padStart(20, '0')
  }

  /** Makes the memory match the disk. Keeps each queue's object, because polls may be waiting on it. */
  #restore(): void {
    const previous = this.#queues
    this.#queues = new Map()
    for (const { info, waiting, inFlight } of this.#database.load()) {
      const queue = previous.get(info.name) ?? new Queue(info, this.#database)
      queue.restore(info, waiting, inFlight)
      this.#queues.set(info.name, queue)
    }
  }
}
