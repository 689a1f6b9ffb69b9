import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** The mock server in its own process. */
export class MockServerProcess {
  readonly endpoint: string
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.endpoint = `http://127.0.0.1:${port}`
  }

  /** `delayMs` delays every response. */
  static async start(delayMs = 0): Promise<MockServerProcess> {
    const child = fork(join(import.meta.dirname, 'main.ts'), [`--delay=${delayMs}`], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    })
    const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }]
    return new MockServerProcess(child, port)
  }

  /** Creates an object of `size` bytes that can be downloaded. */
  async seed(name: string, size: number): Promise<void> {
    await this.#control('object', { name, size: String(size) })
  }

  async clear(): Promise<void> {
    await this.#control('clear', {})
  }

  /** Returns the user and system time of the process so far. */
  async cpuSeconds(): Promise<number> {
    return (await this.#control('cpu', {})).cpuSeconds
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit')
    this.#child.disconnect()
    await exited
  }

  async #control(action: string, query: Record<string, string>): Promise<{ readonly cpuSeconds: number }> {
    const response = await fetch(`${this.endpoint}/_mock/${action}?${new URLSearchParams(query).toString()}`)
    return (await response.json()) as { readonly cpuSeconds: number }
  }
}
