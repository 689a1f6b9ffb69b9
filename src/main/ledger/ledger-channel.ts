import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { EngineError } from '../engine/errors/engine-error.ts'
import { changesJobs } from './worker/changes-jobs.ts'
import { toLedgerError } from './ledger-error.ts'
import type {
  LedgerBatch,
  LedgerFault,
  LedgerReply,
  LedgerWorkerData,
  LedgerWrite,
} from './ledger-message.ts'
import type { LedgerRequestName, LedgerRequests } from './ledger-requests.ts'
import { PendingBatch, type Waiter } from './pending-batch.ts'

/** How long a lazy write may wait for a batch. */
const lazyMs = 200
/** How long to collect writes after the previous batch. */
const gatherMs = 2
/**
 * The number of writes per message. Copying more would block this thread, and then all their callers would
 * continue at once. Lists would be read late, too.
 */
const writesAtOnce = 512
/** A batch's records soon become garbage. By default, 70 MB of them would build up before a collection. */
const resourceLimits = { maxYoungGenerationSizeMb: 12 }

type Opened = Extract<LedgerReply, { kind: 'opened' }>

/** Events outside calls. */
export interface LedgerListener {
  /** Jobs may have changed. */
  onChange(): void
  /** The database was found damaged during use. It was quarantined as `file`, and a new one is in use. */
  onDamaged(file: string): void
  /** The thread has exited unexpectedly. Nothing more can be written. */
  onEnded(error: unknown): void
}

/**
 * Sends writes and requests to the thread that owns the database. Everything from one turn of the event loop
 * goes in one message, so that it shares one transaction and one flush. Only one message is in flight. Later
 * writes and requests form the next ones.
 */
export class LedgerChannel {
  readonly #worker: Worker
  readonly #listener: LedgerListener
  /** Not sent yet. */
  #next = new PendingBatch()
  #inFlight: PendingBatch | null = null
  #isOpen = false
  #isScheduled = false
  #lazyTimer: NodeJS.Timeout | null = null
  /** Set once the channel is closed or has failed. */
  #error: EngineError | null = null
  #opening: Waiter<Opened> | null = null
  /** Resolves with the thread's report on opening the database. @throws EngineError if that failed. */
  readonly opened: Promise<Opened>

  constructor(workerUrl: URL, data: LedgerWorkerData, listener: LedgerListener) {
    this.#listener = listener
    this.opened = new Promise((resolve, reject) => {
      this.#opening = { resolve, reject }
    })
    this.#worker = new Worker(workerUrl, { workerData: data, execArgv: [], resourceLimits })
    this.#worker.on('message', (reply: LedgerReply) => {
      this.#onReply(reply)
    })
    this.#worker.on('error', (error) => {
      this.#end(error)
    })
    this.#worker.on('exit', (code) => {
      this.#end(new Error(`The thread ended with the code ${code}.`))
    })
  }

  /** Resolves once the write is on disk. @throws EngineError DISK_FULL, SAVE_FOLDER_READ_ONLY, DISK_FAILED; INTERNAL */
  write(write: LedgerWrite): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#error !== null) return reject(this.#error)
      this.#next.addWrite(write, { resolve, reject })
      this.#schedule()
    })
  }

  /** Adds the write to the next batch, which is sent within 200 ms. A crash before that loses the write. */
  writeLazily(write: LedgerWrite): void {
    if (this.#error !== null) return
    this.#next.addWrite(write, null)
    this.#scheduleLazily()
  }

  /**
   * Returns the request's result, which includes all earlier writes. A list of jobs may lack writes that are
   * still waiting for the disk. @throws EngineError INTERNAL
   */
  request<N extends LedgerRequestName>(
    name: N,
    params: LedgerRequests[N]['params'],
  ): Promise<LedgerRequests[N]['result']> {
    return new Promise<LedgerRequests[N]['result']>((resolve, reject) => {
      if (this.#error !== null) return reject(this.#error)
      this.#next.addRequest({ name, params }, { resolve, reject } as Waiter<never>)
      this.#schedule()
    })
  }

  /** Sends the pending batch, closes the database and stops the thread. Later calls are rejected. */
  async close(): Promise<void> {
    if (this.#error !== null) return
    const exited = once(this.#worker, 'exit')
    const closing = this.request('close', null)
    this.#error = closedError()
    await closing.catch(() => undefined)
    await exited
  }

  #schedule(): void {
    if (this.#isScheduled || !this.#isOpen || this.#inFlight !== null) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#send()
    })
  }

  #scheduleLazily(): void {
    this.#lazyTimer ??= setTimeout(() => {
      this.#schedule()
    }, lazyMs)
  }

  /** Under load, a batch costs more than its content, so the next batch waits for more writes. */
  #gather(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setTimeout(() => {
      this.#send()
    }, gatherMs)
  }

  #send(): void {
    this.#isScheduled = false
    this.#stopLazyTimer()
    const batch = this.#next
    this.#next = batch.splitAfter(writesAtOnce)
    this.#inFlight = batch
    this.#worker.postMessage({ writes: batch.writes, requests: batch.requests } satisfies LedgerBatch)
  }

  #onReply(reply: LedgerReply): void {
    switch (reply.kind) {
      case 'opened':
        this.#isOpen = true
        this.#opening?.resolve(reply)
        return this.#sendNext()
      case 'failed':
        return this.#fail(toLedgerError(reply.fault))
      case 'written':
        return this.#onWritten(reply.faults)
      case 'damaged':
        return this.#listener.onDamaged(reply.file)
      case 'changed':
        return this.#listener.onChange()
      case 'result':
        return this.#inFlight?.requesters[reply.index]?.resolve(reply.result as never)
      case 'rejected':
        return this.#inFlight?.requesters[reply.index]?.reject(toLedgerError(reply.fault))
      case 'done':
        this.#inFlight = null
        return this.#sendNext()
    }
  }

  #onWritten(faults: ReadonlyMap<number, LedgerFault>): void {
    for (const [index, writer] of this.#inFlight?.writers.entries() ?? []) {
      const fault = faults.size === 0 ? undefined : faults.get(index)
      if (fault === undefined) writer?.resolve()
      else writer?.reject(toLedgerError(fault))
    }
    if (this.#inFlight?.writes.some(changesJobs) === true) this.#listener.onChange()
  }

  #sendNext(): void {
    const { requests, writes, writers } = this.#next
    if (requests.length > 0 || writes.length > writesAtOnce) this.#schedule()
    else if (writers.some((writer) => writer !== null)) this.#gather()
    else if (writes.length > 0) this.#scheduleLazily()
  }

  /** If the channel is closed or has failed, the thread's exit is expected. */
  #end(error: unknown): void {
    if (this.#error !== null) return
    this.#fail(toLedgerError({ code: 'THREAD', message: String(error) }))
    if (this.#isOpen) this.#listener.onEnded(error)
  }

  #fail(error: EngineError): void {
    this.#error ??= error
    this.#stopLazyTimer()
    this.#opening?.reject(error)
    this.#inFlight?.reject(error)
    this.#next.reject(error)
    this.#inFlight = null
    this.#next = new PendingBatch()
  }

  #stopLazyTimer(): void {
    if (this.#lazyTimer !== null) clearTimeout(this.#lazyTimer)
    this.#lazyTimer = null
  }
}

function closedError(): EngineError {
  return new EngineError('INTERNAL', 'The history is closed.', { hint: 'Restart the app.' })
}
