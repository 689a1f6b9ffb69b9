import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** The sink in a process of its own. */
export class SinkProcess {
  readonly endpoint: string
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.endpoint = `http://127.0.0.1:${port}`
  }

  /** `delayMs` holds every answer back. */
  static async start(delayMs = 0): Promise<SinkProcess> {
    const child = fork(join(import.meta.dirname, 'main.ts'), [`--delay=${delayMs}`], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    })
    const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }]
    return new SinkProcess(child, port)
  }

  /** Lays down an object worth getting. */
  async seed(name: string, size: number): Promise<void> {
    await this.#control('object', { name, size: String(size) })
  }

  async clear(): Promise<void> {
    await this.#control('clear', {})
  }

  /** User and system time so far. */
  async cpuSeconds(): Promise<number> {
    return (await this.#control('cpu', {})).cpuSeconds
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.#child.disconnect()
    await gone
  }

  async #control(what: string, query: Record<string, string>): Promise<{ readonly cpuSeconds: number }> {
    const answer = await fetch(`${this.endpoint}/_sink/${what}?${new URLSearchParams(query).toString()}`)
    return (await answer.json()) as { readonly cpuSeconds: number }
  }
}
