import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { EngineError } from '../engine/errors/engine-error.ts'
import { toLedgerError } from './ledger-error.ts'
import type {
  LedgerFault,
  LedgerRead,
  LedgerReadName,
  LedgerReads,
  LedgerReply,
  LedgerWorkerData,
  LedgerWrite,
} from './ledger-message.ts'

/** The longest that a lazy note waits for a batch to ride along with. */
const lazyMs = 200
/** How long a batch that follows another one gathers. */
const gatherMs = 2

interface Waiting<T> {
  readonly resolve: (value: T) => void
  readonly reject: (error: EngineError) => void
}

/** Who is told of what nobody asked for. */
export interface LedgerListener {
  /** Something was written or removed. */
  onChange(): void
  /** The database was damaged while in use; it lies there now, and a fresh one is in use. */
  onDamaged(file: string): void
}

/**
 * The way to the thread that owns the database. What one turn of the event loop hands in goes over as one
 * message, runs in one transaction and is answered together; what comes meanwhile is the next one.
 */
export class LedgerChannel {
  readonly #worker: Worker
  readonly #listener: LedgerListener
  #writes: LedgerWrite[] = []
  #writers: (Waiting<void> | null)[] = []
  #reads: LedgerRead[] = []
  #readers: Waiting<never>[] = []
  #sentWriters: readonly (Waiting<void> | null)[] = []
  #sentReaders: readonly Waiting<never>[] = []
  #planned = false
  #busy = true
  #lazyTimer: NodeJS.Timeout | null = null
  #over: EngineError | null = null
  #opening: Waiting<Extract<LedgerReply, { kind: 'opened' }>> | null = null
  /** What the thread found when it opened the database. @throws EngineError where it could not. */
  readonly opened: Promise<Extract<LedgerReply, { kind: 'opened' }>>

  constructor(workerUrl: URL, data: LedgerWorkerData, listener: LedgerListener) {
    this.#listener = listener
    this.opened = new Promise((resolve, reject) => {
      this.#opening = { resolve, reject }
    })
    this.#worker = new Worker(workerUrl, { workerData: data, execArgv: [] })
    this.#worker.on('message', (reply: LedgerReply) => {
      this.#hear(reply)
    })
    this.#worker.on('error', (error) => {
      this.#end(toLedgerError({ code: 'THREAD', message: String(error) }))
    })
    this.#worker.on('exit', () => {
      this.#end(closed())
    })
  }

  /** Resolves once it is on disk. @throws EngineError DISK_FULL; INTERNAL */
  write(write: LedgerWrite): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#over !== null) return reject(this.#over)
      this.#writes.push(write)
      this.#writers.push({ resolve, reject })
      this.#plan()
    })
  }

  /** Rides along with the next batch, or goes over a moment later. */
  writeLazily(write: LedgerWrite): void {
    if (this.#over !== null) return
    this.#writes.push(write)
    this.#writers.push(null)
    this.#lazyTimer ??= setTimeout(() => {
      this.#plan()
    }, lazyMs)
  }

  /** Asks after all that was handed in before. @throws EngineError INTERNAL */
  read<N extends LedgerReadName>(name: N, ask: LedgerReads[N]['ask']): Promise<LedgerReads[N]['answer']> {
    return new Promise<LedgerReads[N]['answer']>((resolve, reject) => {
      if (this.#over !== null) return reject(this.#over)
      this.#reads.push({ name, ask })
      this.#readers.push({ resolve, reject } as Waiting<never>)
      this.#plan()
    })
  }

  /** Writes what waits, closes the database and ends the thread. What comes later is refused. */
  async close(): Promise<void> {
    if (this.#over !== null) return
    const exited = once(this.#worker, 'exit')
    const reading = this.read('close', null)
    this.#over = closed()
    await reading.catch(() => undefined)
    await exited
  }

  #plan(): void {
    if (this.#planned || this.#busy) return
    this.#planned = true
    setImmediate(() => {
      this.#send()
    })
  }

  /** While much is written, a batch costs more than what is in it: the next one waits for company. */
  #gather(): void {
    if (this.#planned) return
    this.#planned = true
    setTimeout(() => {
      this.#send()
    }, gatherMs)
  }

  #send(): void {
    this.#planned = false
    if (this.#lazyTimer !== null) clearTimeout(this.#lazyTimer)
    this.#lazyTimer = null
    this.#busy = true
    this.#worker.postMessage({ writes: this.#writes, reads: this.#reads })
    this.#sentWriters = this.#writers
    this.#sentReaders = this.#readers
    this.#writes = []
    this.#writers = []
    this.#reads = []
    this.#readers = []
  }

  #hear(reply: LedgerReply): void {
    switch (reply.kind) {
      case 'opened':
        this.#opening?.resolve(reply)
        return this.#next()
      case 'failed':
        return this.#end(toLedgerError(reply.fault))
      case 'written':
        return this.#written(reply.faults)
      case 'damaged':
        return this.#listener.onDamaged(reply.file)
      case 'removed':
        return this.#listener.onChange()
      case 'answer':
        return this.#sentReaders[reply.index]?.resolve(reply.value as never)
      case 'refused':
        return this.#sentReaders[reply.index]?.reject(toLedgerError(reply.fault))
      case 'done':
        return this.#next()
    }
  }

  #written(faults: ReadonlyMap<number, LedgerFault>): void {
    const writers = this.#sentWriters
    this.#sentWriters = []
    for (const [index, writer] of writers.entries()) {
      const fault = faults.size === 0 ? undefined : faults.get(index)
      if (fault === undefined) writer?.resolve()
      else writer?.reject(toLedgerError(fault))
    }
    this.#listener.onChange()
  }

  #next(): void {
    this.#busy = false
    this.#sentReaders = []
    // Lazy notes alone wait for their time.
    if (this.#reads.length > 0) this.#plan()
    else if (this.#writers.some((writer) => writer !== null)) this.#gather()
    else if (this.#writes.length > 0) {
      this.#lazyTimer ??= setTimeout(() => {
        this.#plan()
      }, lazyMs)
    }
  }

  #end(error: EngineError): void {
    this.#over ??= error
    if (this.#lazyTimer !== null) clearTimeout(this.#lazyTimer)
    this.#lazyTimer = null
    this.#opening?.reject(error)
    for (const writer of [...this.#sentWriters, ...this.#writers]) writer?.reject(error)
    for (const reader of [...this.#sentReaders, ...this.#readers]) reader.reject(error)
    this.#sentWriters = this.#writers = []
    this.#sentReaders = this.#readers = []
  }
}

function closed(): EngineError {
  return new EngineError('INTERNAL', 'The history is closed.', { hint: 'Restart the app.' })
}
