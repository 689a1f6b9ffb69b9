import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** The proxy from main.ts, in its own process. */
export class LossyNetworkProcess {
  readonly endpoint: string
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.endpoint = `http://127.0.0.1:${port}`
  }

  /** Starts the proxy in front of a server on this computer. */
  static async start(
    target: string,
    { roundTripMs, loss }: { readonly roundTripMs: number; readonly loss: number },
  ): Promise<LossyNetworkProcess> {
    const args = [`--target=${new URL(target).port}`, `--round-trip=${roundTripMs}`, `--loss=${loss}`]
    const child = fork(join(import.meta.dirname, 'main.ts'), args, {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    })
    const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }]
    return new LossyNetworkProcess(child, port)
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit')
    this.#child.disconnect()
    await exited
  }
}
