import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { electronPath } from '../../e2e/app.ts'

const timedFolder = join(import.meta.dirname, 'timed')
const timeoutMs = 30_000

/** An Electron app started from the command line. */
export class StartedApp {
  readonly #child: ChildProcess
  readonly #startedAt: number

  private constructor(child: ChildProcess, startedAt: number) {
    this.#child = child
    this.#startedAt = startedAt
  }

  /** Starts the app in `appFolder`. */
  static start(appFolder: string, userData: string): StartedApp {
    return StartedApp.#spawn(electronPath(), [timedFolder], userData, { BENCH_APP: appFolder })
  }

  /** Starts a package. It gives no signal when its window appears. */
  static startPackage(executable: string, userData: string): StartedApp {
    return StartedApp.#spawn(executable, [], userData, {})
  }

  static #spawn(
    program: string,
    first: readonly string[],
    userData: string,
    env: NodeJS.ProcessEnv,
  ): StartedApp {
    const sandbox = process.env['REMOTEJOB_SANDBOX'] === '0' ? ['--no-sandbox'] : []
    const startedAt = Date.now()
    const args = [...sandbox, '--log-level=3', ...first, `--user-data-dir=${userData}`]
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, ...env },
    })
    return new StartedApp(child, startedAt)
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('The app did not start.')
    return this.#child.pid
  }

  /** Resolves when the first window shows, with the milliseconds since the app was started. */
  async windowShown(): Promise<number> {
    const { stdout } = this.#child
    if (stdout === null) throw new Error("The app's output is not piped.")
    let text = ''
    for (;;) {
      const [chunk] = (await once(stdout, 'data', { signal: AbortSignal.timeout(timeoutMs) })) as [Buffer]
      text += chunk.toString()
      const shownAt = /^window shown (\d+)$/m.exec(text)?.[1]
      if (shownAt !== undefined) return Number(shownAt) - this.#startedAt
    }
  }

  /** Resolves when the port accepts connections, with the milliseconds since the app was started. */
  async portOpen(port: number): Promise<number> {
    while (!(await accepts(port))) {
      if (Date.now() - this.#startedAt > timeoutMs) throw new Error(`Nothing listens on port ${port}.`)
      await pause(20)
    }
    return Date.now() - this.#startedAt
  }

  /** Quits the app and waits until it has exited. */
  async quit(): Promise<void> {
    const exited = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), timeoutMs)
    await exited
    clearTimeout(timer)
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = createConnection({ port, host: '127.0.0.1' })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
