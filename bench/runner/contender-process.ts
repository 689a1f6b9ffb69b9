import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Command, ContenderInput, Reply, Sample } from './contender.ts'

const script = join(import.meta.dirname, 'contender-main.ts')

/** A contender in its own process. */
export class ContenderProcess {
  readonly #child: ChildProcess

  private constructor(process: ChildProcess) {
    this.#child = process
  }

  /** Starts the process and opens the contender. `profileFolder` is for a CPU profile, written at the end. */
  static async open(
    module: string,
    input: ContenderInput,
    profileFolder?: string,
  ): Promise<ContenderProcess> {
    const profile = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`]
    const started = new ContenderProcess(
      fork(script, [], { execArgv: ['--disable-warning=ExperimentalWarning', ...profile] }),
    )
    await started.#send({ type: 'open', module, input })
    return started
  }

  async run(): Promise<Sample> {
    const sample = await this.#send({ type: 'run' })
    if (sample === null) throw new Error('The contender returned no sample.')
    return sample
  }

  async close(): Promise<void> {
    const exited = once(this.#child, 'exit')
    await this.#send({ type: 'close' })
    await exited
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  async #send(command: Command): Promise<Sample | null> {
    const settled = new AbortController()
    try {
      const received = Promise.race([
        once(this.#child, 'message', { signal: settled.signal }).then(([message]) => message as Reply),
        once(this.#child, 'exit', { signal: settled.signal }).then(([code]): Reply => ({
          ok: false,
          message: `The contender's process exited with ${String(code)}.`,
        })),
      ])
      this.#child.send(command)
      const reply = await received
      if (!reply.ok) throw new Error(reply.message)
      return reply.sample
    } finally {
      settled.abort()
    }
  }
}
