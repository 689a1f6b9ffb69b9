import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { electronPath } from '../../e2e/app.ts'

const timed = join(import.meta.dirname, 'timed')
const patienceMs = 30_000

/** An Electron app that was started from nothing, as a person does it. */
export class StartedApp {
  readonly #child: ChildProcess
  readonly #startedAt: number

  private constructor(child: ChildProcess, startedAt: number) {
    this.#child = child
    this.#startedAt = startedAt
  }

  /** Starts the app in a folder. */
  static start(appFolder: string, userData: string): StartedApp {
    const sandbox = process.env['REMOTEJOB_SANDBOX'] === '0' ? ['--no-sandbox'] : []
    const startedAt = Date.now()
    const args = [...sandbox, '--log-level=3', timed, `--user-data-dir=${userData}`]
    const child = spawn(electronPath(), args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, BENCH_APP: appFolder },
    })
    return new StartedApp(child, startedAt)
  }

  /** Milliseconds from its start until its first window showed. */
  async windowShown(): Promise<number> {
    const { stdout } = this.#child
    if (stdout === null) throw new Error('Its output is not piped.')
    let text = ''
    for (;;) {
      const [chunk] = (await once(stdout, 'data', { signal: AbortSignal.timeout(patienceMs) })) as [Buffer]
      text += chunk.toString()
      const shownAt = /^window shown (\d+)$/m.exec(text)?.[1]
      if (shownAt !== undefined) return Number(shownAt) - this.#startedAt
    }
  }

  /** Milliseconds from its start until somebody answers at the port. */
  async portOpen(port: number): Promise<number> {
    while (!(await answers(port))) {
      if (Date.now() - this.#startedAt > patienceMs) throw new Error(`Nobody came to port ${port}.`)
      await pause(5)
    }
    return Date.now() - this.#startedAt
  }

  /** Asks it to quit, and waits. */
  async quit(): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    const late = setTimeout(() => this.#child.kill('SIGKILL'), patienceMs)
    await gone
    clearTimeout(late)
  }
}

async function answers(port: number): Promise<boolean> {
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
