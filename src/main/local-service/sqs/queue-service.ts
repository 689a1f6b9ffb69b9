import { mkdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

const graceMs = 10

/** An answer to put on the wire. */
export type QueueAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type Waiter = { resolve: () => void; timer: NodeJS.Timeout }
type Queue = {
  url: string
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly pollWaiters: Waiter[]
  persistence?: Persistence
  waitForMessages(seconds: number): Promise<void>
  changeVisibility(receiptHandle: string, seconds: number): void
  processTimers(): void
}
type QueueStore = {
  host: string
  readonly queues: Map<string, Queue>
  persistence?: Persistence
  getQueue(url: string): Queue | undefined
  allQueues(): Iterable<Queue>
}
type Persistence = {
  readonly db: { exec(sql: string): void; prepare(sql: string): { run(...values: string[]): unknown } }
  loadSqsAndSns(queues: QueueStore, topics: object): void
  updateMessageReady(messageId: string): void
  close(): void
}
type App = {
  ready(): PromiseLike<unknown>
  close(): PromiseLike<unknown>
  inject(request: {
    method: 'POST'
    url: string
    headers: Record<string, string>
    payload: string
  }): Promise<{ statusCode: number; headers: Record<string, unknown>; body: string }>
}
type Fauxqs = {
  readonly buildApp: (options: {
    logger: boolean
    defaultRegion: string
    stores: { sqsStore: QueueStore; snsStore: object; s3Store: object }
  }) => App
}

/**
 * SQS, by fauxqs, persistent in one folder. Its own server listens on every interface and checks nothing, so
 * only its parts are used, from the files beside its entry: the package exports no store.
 */
export class QueueService {
  readonly #app: App
  readonly #store: QueueStore
  readonly #persistence: Persistence
  readonly #baseUrl: string

  private constructor(app: App, store: QueueStore, persistence: Persistence, baseUrl: string) {
    this.#app = app
    this.#store = store
    this.#persistence = persistence
    this.#baseUrl = baseUrl
  }

  /** Opens the folder. Queue addresses start with `baseUrl`, those of earlier runs on another port too. */
  static async open(folder: string, region: string, baseUrl: string): Promise<QueueService> {
    mkdirSync(folder, { recursive: true })
    const entry = import.meta.resolve('fauxqs')
    const load = async (path: string): Promise<unknown> =>
      import(/* @vite-ignore */ new URL(path, entry).href)
    const { buildApp } = (await load('app.js')) as Fauxqs
    const { SqsStore } = (await load('sqs/sqsStore.js')) as { SqsStore: new () => QueueStore }
    const { SnsStore } = (await load('sns/snsStore.js')) as { SnsStore: new () => object }
    const { S3Store } = (await load('s3/s3Store.js')) as { S3Store: new () => object }
    const { PersistenceManager } = (await load('persistence.js')) as {
      PersistenceManager: new (folder: string) => Persistence
    }

    const { INVALID_MESSAGE_BODY_CHAR } = (await load('sqs/sqsTypes.js')) as {
      INVALID_MESSAGE_BODY_CHAR: RegExp
    }
    // fauxqs 2.4.1 looks at halves of characters and so refuses every emoji, which SQS takes.
    Object.defineProperty(INVALID_MESSAGE_BODY_CHAR, 'test', {
      configurable: true,
      value: (text: string) => forbiddenCharacter.test(text),
    })

    const persistence = new PersistenceManager(folder)
    // One server a folder: a second one is told "database is locked". The lock ends with the process.
    persistence.db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT;')
    // fauxqs 2.4.1 clears a column here that may not be null; the call throws and the message is gone.
    const release = persistence.db.prepare(
      'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
    )
    persistence.updateMessageReady = (messageId) => void release.run(messageId)

    const store = new SqsStore()
    const topics = new SnsStore()
    // Loading before persistence is set: setting it first would write what is being read.
    persistence.loadSqsAndSns(store, topics)
    const queues = [...store.allQueues()]
    store.queues.clear()
    for (const queue of queues) {
      queue.url = `${baseUrl}${new URL(queue.url).pathname}`
      queue.persistence = persistence
      store.queues.set(queue.url, queue)
    }
    store.persistence = persistence
    // Without a host of its own the store answers with the Host of the request.
    store.host = ''

    const stores = { sqsStore: store, snsStore: topics, s3Store: new S3Store() }
    const app = buildApp({ logger: false, defaultRegion: region, stores })
    await app.ready()
    return new QueueService(app, store, persistence, baseUrl)
  }

  async close(): Promise<void> {
    await this.#app.close()
    this.#persistence.close()
  }

  /**
   * Runs one verified call. `signal` aborts when the client goes: a poll ends at once then, and a message that
   * it was just given goes back to the queue.
   */
  async call(action: string, body: string, authorization: string, signal: AbortSignal): Promise<QueueAnswer> {
    for (const queue of this.#store.allQueues()) {
      // fauxqs looks at expired leases and delays only when something is received.
      if (action === 'GetQueueAttributes') queue.processTimers()
    }
    if (action !== 'ReceiveMessage') return this.#inject(action, body, authorization)
    return this.#receive(body, authorization, signal)
  }

  async #receive(body: string, authorization: string, signal: AbortSignal): Promise<QueueAnswer> {
    const input = parseObject(body)
    const queueUrl = input?.['QueueUrl']
    const queue = typeof queueUrl === 'string' ? this.#store.getQueue(queueUrl) : undefined
    const wished =
      input?.['WaitTimeSeconds'] ?? Number(queue?.attributes['ReceiveMessageWaitTimeSeconds'] ?? 0)
    if (
      input === null ||
      queue === undefined ||
      typeof wished !== 'number' ||
      !(wished > 0 && wished <= 20)
    ) {
      return this.#inject('ReceiveMessage', body, authorization)
    }
    const once = JSON.stringify({ ...input, WaitTimeSeconds: 0 })
    const deadlineMs = Date.now() + wished * 1000
    for (;;) {
      // fauxqs wakes every poll for one message: those that come too late must wait on, not answer empty.
      const answer = await this.#inject('ReceiveMessage', once, authorization)
      const handles = receiptHandles(answer.body)
      if (signal.aborted) {
        for (const handle of handles) queue.changeVisibility(handle, 0)
        return answer
      }
      const leftMs = deadlineMs - Date.now()
      if (answer.status !== 200 || handles.length > 0 || leftMs <= 0) return answer
      if (!this.#store.queues.has(queue.url)) return this.#inject('ReceiveMessage', once, authorization)
      await waitForMessages(queue, leftMs / 1000, signal)
      // The news that the client left may come a little after the message that it would take along.
      await delay(graceMs)
      if (signal.aborted) return answer
    }
  }

  async #inject(action: string, body: string, authorization: string): Promise<QueueAnswer> {
    const answer = await this.#app.inject({
      method: 'POST',
      url: '/',
      headers: {
        host: new URL(this.#baseUrl).host,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${action}`,
        authorization,
      },
      payload: body,
    })
    const headers: Record<string, string> = {}
    for (const name of ['content-type', 'x-amzn-query-error']) {
      const value = answer.headers[name]
      if (typeof value === 'string') headers[name] = value
    }
    return { status: answer.statusCode, headers, body: answer.body }
  }
}

const forbiddenCharacter = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u

/** Resolves when a message may be there, the time is over or `signal` aborts; leaves no waiter behind. */
async function waitForMessages(queue: Queue, seconds: number, signal: AbortSignal): Promise<void> {
  const waiting = queue.waitForMessages(seconds)
  const waiter = queue.pollWaiters.at(-1)
  const cancel = (): void => {
    const at = waiter === undefined ? -1 : queue.pollWaiters.indexOf(waiter)
    if (waiter === undefined || at < 0) return
    queue.pollWaiters.splice(at, 1)
    clearTimeout(waiter.timer)
    waiter.resolve()
  }
  signal.addEventListener('abort', cancel, { once: true })
  await waiting
  signal.removeEventListener('abort', cancel)
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function receiptHandles(text: string): string[] {
  const messages = parseObject(text)?.['Messages']
  if (!Array.isArray(messages)) return []
  return messages.flatMap((message: unknown) => {
    const handle =
      typeof message === 'object' && message !== null
        ? (message as Record<string, unknown>)['ReceiptHandle']
        : undefined
    return typeof handle === 'string' ? [handle] : []
  })
}
