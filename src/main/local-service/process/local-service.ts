import { setTimeout as delay } from 'node:timers/promises'
import type { ErrorCode, WireError } from '../../../shared/errors.ts'
import type { ChildHandle } from './child-handle.ts'
import { detach } from '../detached.ts'
import type { LocalKeys } from './keys.ts'
import { serverMessage } from './messages.ts'
import type { ServerReply, ServerRequest } from './messages.ts'

/** The state of the local service as shown in the window. Never contains a key. */
export type LocalServiceSnapshot = {
  readonly state: 'stopped' | 'starting' | 'ready' | 'failed'
  /** The server's current or next port. 0 until one is known. */
  readonly port: number
  /** `null` unless it is ready. */
  readonly endpoint: string | null
  /** Says why it failed, and what to do. */
  readonly error: WireError | null
  /** How often its process has died and been restarted since `start`. */
  readonly restarts: number
}

export type LocalServiceOptions = {
  readonly dataFolder: string
  /** 0 takes any free port. */
  readonly preferredPort: number
  readonly keys: LocalKeys
  /** Defaults to `us-west-1`, the region that remotejob peers expect. */
  readonly region?: string
  readonly launch: () => ChildHandle
  /** How long a process may take to report `ready` or `failed` before it is killed. Defaults to 20 s. */
  readonly startTimeoutMs?: number
  readonly onChange: (snapshot: LocalServiceSnapshot) => void
  /**
   * Called after queues or messages have changed, at most once per second. Delays and visibility timeouts that end are
   * not reported.
   */
  readonly onQueuesChanged?: () => void
  /** Logs why a start failed. Contains no key. */
  readonly onLog?: (line: string) => void
}

const defaultStartTimeoutMs = 20_000
const firstPauseMs = 250
const maxDelayMs = 5_000
/** After a server has run this long, the restart delay is reset. */
const wellAfterMs = 30_000

/**
 * Keeps the server of the Local connection running: starts its process, restarts it when it dies, and says
 * what to do when it cannot run.
 */
export class LocalService {
  readonly #options: LocalServiceOptions
  #snapshot: LocalServiceSnapshot
  #child: ChildHandle | null = null
  /** Aborts the current run when it is stopped. */
  #run: AbortController | null = null
  #firstOutcome: Promise<void> = Promise.resolve()

  constructor(options: LocalServiceOptions) {
    this.#options = options
    this.#snapshot = {
      state: 'stopped',
      port: options.preferredPort,
      endpoint: null,
      error: null,
      restarts: 0,
    }
  }

  get snapshot(): LocalServiceSnapshot {
    return this.#snapshot
  }

  /** The id of the current process. Used by tests and the log. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Starts the server unless it is running. Resolves with its first outcome, `ready` or `failed`. Never throws. */
  async start(): Promise<LocalServiceSnapshot> {
    if (this.#run === null) {
      const run = new AbortController()
      this.#run = run
      this.#change({ state: 'starting', error: null, restarts: 0 })
      this.#firstOutcome = new Promise((resolve) => {
        detach(this.#keepRunning(run.signal, resolve))
      })
    }
    await this.#firstOutcome
    return this.#snapshot
  }

  /** Stops the server. Kills it if it has not exited after `deadlineMs`. */
  async stop({ deadlineMs = 2_000 }: { readonly deadlineMs?: number } = {}): Promise<void> {
    this.#run?.abort()
    this.#run = null
    const child = this.#child
    this.#child = null
    if (child !== null) {
      const over = new AbortController()
      const exited = new Promise<void>((resolve) => child.onExit(resolve))
      child.postMessage({ type: 'stop' } satisfies ServerRequest)
      const timeout = delay(deadlineMs, undefined, { signal: over.signal }).then(
        () => child.kill(),
        () => undefined,
      )
      await Promise.race([exited, timeout])
      over.abort()
      await exited
    }
    if (this.#run === null) this.#change({ state: 'stopped', error: null })
  }

  /** Restarts on any free port. The caller saves `snapshot.port` for the next start. */
  async useAnotherPort(): Promise<LocalServiceSnapshot> {
    await this.stop()
    this.#change({ port: 0 })
    return this.start()
  }

  async #keepRunning(stopped: AbortSignal, settled: () => void): Promise<void> {
    stopped.addEventListener('abort', settled, { once: true })
    let attempt = 0
    for (;;) {
      const startedMs = performance.now()
      const reply = await this.#runOnce(stopped, settled)
      if (stopped.aborted) return
      const fault = reply.type === 'failed' ? this.#fault(reply) : stoppedError()
      if (reply.type === 'failed') this.#options.onLog?.(reply.detail)
      this.#change({ state: 'failed', error: fault })
      settled()
      if (fault.code === 'LOCAL_PORT_TAKEN' || fault.code === 'LOCAL_FOLDER_UNWRITABLE') {
        // Only the user can fix this. The next start() tries again.
        if (this.#run?.signal === stopped) this.#run = null
        return
      }
      if (performance.now() - startedMs > wellAfterMs) attempt = 0
      const pauseMs = Math.random() * Math.min(firstPauseMs * 2 ** attempt, maxDelayMs)
      attempt += 1
      try {
        await delay(pauseMs, undefined, { signal: stopped })
      } catch {
        return
      }
      this.#change({ state: 'starting', restarts: this.#snapshot.restarts + 1 })
    }
  }

  /** Runs the process once. Resolves when it has exited. */
  async #runOnce(stopped: AbortSignal, settled: () => void): Promise<ServerReply> {
    const {
      dataFolder,
      keys,
      region = 'us-west-1',
      launch,
      startTimeoutMs = defaultStartTimeoutMs,
    } = this.#options
    let overdue: NodeJS.Timeout | undefined
    let reply: ServerReply = {
      type: 'failed',
      code: 'INTERNAL',
      detail: 'The process ended before it was ready.',
    }
    try {
      const child = launch()
      this.#child = child
      const exited = new Promise<void>((resolve) => child.onExit(resolve))
      overdue = setTimeout(() => {
        reply = { type: 'failed', code: 'INTERNAL', detail: 'The process was not ready in time.' }
        child.kill()
      }, startTimeoutMs)
      child.onMessage((message) => {
        clearTimeout(overdue)
        if (stopped.aborted) return
        const parsed = serverMessage.safeParse(message)
        if (parsed.data?.type === 'queues-changed') return this.#options.onQueuesChanged?.()
        reply = parsed.data ?? {
          type: 'failed',
          code: 'INTERNAL',
          detail: 'The process sent an unknown message.',
        }
        if (reply.type === 'ready') {
          const endpoint = `http://127.0.0.1:${reply.port}`
          this.#change({ state: 'ready', port: reply.port, endpoint, error: null })
          settled()
        } else {
          child.kill()
        }
      })
      // Not `...keys`, because AWS clients add their own properties to the object they are given.
      const { accessKeyId, secretAccessKey } = keys
      const options = { dataFolder, port: this.#snapshot.port, region, accessKeyId, secretAccessKey }
      child.postMessage({ type: 'start', options } satisfies ServerRequest)
      await exited
      if (this.#child === child) this.#child = null
    } catch (error) {
      reply = {
        type: 'failed',
        code: 'INTERNAL',
        detail: error instanceof Error ? error.message : String(error),
      }
    } finally {
      clearTimeout(overdue)
    }
    return reply
  }

  #fault({ code }: { readonly code: ErrorCode }): WireError {
    const { port } = this.#snapshot
    if (code === 'LOCAL_PORT_TAKEN') {
      return {
        code,
        message: `Port ${port} of this computer is used by another program, so the local service cannot start.`,
        hint: `Close the program that uses port ${port}, or press "Use another port" in Settings.`,
        retryable: true,
      }
    }
    if (code === 'LOCAL_FOLDER_UNWRITABLE') {
      return {
        code,
        message: `The local service cannot write to its folder ${this.#options.dataFolder}.`,
        hint: 'Make sure that the folder is writable, that its disk has free space and that Remotejob is not running twice. Then try again.',
        retryable: true,
      }
    }
    return {
      code: 'INTERNAL',
      message: 'The local service could not start. Remotejob keeps trying.',
      hint: 'If this continues, restart Remotejob and check its log.',
      retryable: true,
    }
  }

  #change(change: Partial<LocalServiceSnapshot>): void {
    const next = { ...this.#snapshot, ...change }
    this.#snapshot = { ...next, endpoint: next.state === 'ready' ? next.endpoint : null }
    this.#options.onChange(this.#snapshot)
  }
}

function stoppedError(): WireError {
  return {
    code: 'LOCAL_STOPPED',
    message: 'The local service stopped and is being restarted.',
    hint: 'Wait a moment. Its data is safe.',
    retryable: true,
  }
}
