import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createClients } from '../../src/main/engine/aws/transport/clients.ts'
import type { EngineClients } from '../../src/main/engine/aws/transport/clients.ts'

/** The keys that the judge takes. */
export const judgeKeys = {
  accessKeyId: 'LOCALABCDEFGHIJKLMNO',
  secretAccessKey: 'abcdefghijklmnopqrstuvwxyz0123456789+/AB',
}
export const judgeRegion = 'us-west-1'

/** A real S3 and SQS server in a process of its own, which can be killed and comes back as it was. */
export class Judge {
  readonly #folder: string
  #child: ChildProcess | null = null
  port = 0
  /** Resolves while it runs; between a kill and the start that follows, when it runs again. */
  up: Promise<void> = Promise.resolve()

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async start(folder: string): Promise<Judge> {
    const judge = new Judge(join(folder, 'judge'))
    await mkdir(judge.#folder, { recursive: true })
    await judge.#launch()
    return judge
  }

  /** As a power cut does it: nothing more is answered, and what was answered is on disk. */
  async kill(): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child === null || child.exitCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }

  restart(): Promise<void> {
    this.up = this.kill().then(() => this.#launch())
    return this.up
  }

  /** Clients that reach it without a proxy. */
  clients(): EngineClients {
    const endpoint = `http://127.0.0.1:${this.port}`
    return createClients({
      region: judgeRegion,
      credentials: judgeKeys,
      s3Endpoint: endpoint,
      sqsEndpoint: endpoint,
    })
  }

  async #launch(): Promise<void> {
    const { accessKeyId, secretAccessKey } = judgeKeys
    const child = fork(
      join(import.meta.dirname, 'test-server-main.ts'),
      [this.#folder, String(this.port), judgeRegion, accessKeyId, secretAccessKey],
      {
        execArgv: ['--disable-warning=ExperimentalWarning'],
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      },
    )
    this.#child = child
    const [port] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => Promise.reject(new Error('The server did not start.'))),
    ])) as [number]
    this.port = port
  }
}
