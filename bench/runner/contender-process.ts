import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Ask, Reply, Sample, SideInput } from './contender.ts'

const child = join(import.meta.dirname, 'contender-main.ts')

/** One side of a comparison in a process of its own. */
export class SampleProcess {
  readonly #child: ChildProcess

  private constructor(process: ChildProcess) {
    this.#child = process
  }

  /** Starts it and opens the side. `profileFolder`: where to leave a CPU profile at the end. */
  static async open(module: string, input: SideInput, profileFolder?: string): Promise<SampleProcess> {
    const profile = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`]
    const started = new SampleProcess(
      fork(child, [], { execArgv: ['--disable-warning=ExperimentalWarning', ...profile] }),
    )
    await started.#ask({ do: 'open', module, input })
    return started
  }

  async run(): Promise<Sample> {
    const sample = await this.#ask({ do: 'run' })
    if (sample === null) throw new Error('A run came without a sample.')
    return sample
  }

  async close(): Promise<void> {
    const gone = once(this.#child, 'exit')
    await this.#ask({ do: 'close' })
    await gone
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  async #ask(ask: Ask): Promise<Sample | null> {
    const answered = new AbortController()
    try {
      const replied = Promise.race([
        once(this.#child, 'message', { signal: answered.signal }).then(([message]) => message as Reply),
        once(this.#child, 'exit', { signal: answered.signal }).then(([code]): Reply => ({
          ok: false,
          message: `The process ended with ${String(code)}.`,
        })),
      ])
      this.#child.send(ask)
      const reply = await replied
      if (!reply.ok) throw new Error(reply.message)
      return reply.sample
    } finally {
      answered.abort()
    }
  }
}
