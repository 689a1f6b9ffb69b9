import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createClients } from '../../src/main/engine/aws/transport/clients.ts'
import { program } from '../processes/program.ts'
import type { EngineClients } from '../../src/main/engine/aws/transport/clients.ts'

/** The keys that the server accepts. */
export const testKeys = {
  accessKeyId: 'LOCALABCDEFGHIJKLMNO',
  secretAccessKey: 'abcdefghijklmnopqrstuvwxyz0123456789+/AB',
}
export const testRegion = 'us-west-1'

/** A real S3 and SQS server in its own process. It can be killed and restarted with the same data. */
export class TestServer {
  readonly #folder: string
  #child: ChildProcess | null = null
  port = 0
  /** Resolved while the server runs. During a restart, it resolves once the server runs again. */
  up: Promise<void> = Promise.resolve()

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async start(folder: string): Promise<TestServer> {
    const server = new TestServer(join(folder, 'server'))
    await mkdir(server.#folder, { recursive: true })
    await server.#launch()
    return server
  }

  /** Kills the server with SIGKILL. Everything it has confirmed is on disk. */
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

  /** Creates clients that bypass the proxy. */
  clients(): EngineClients {
    const endpoint = `http://127.0.0.1:${this.port}`
    return createClients({
      region: testRegion,
      credentials: testKeys,
      s3Endpoint: endpoint,
      sqsEndpoint: endpoint,
    })
  }

  async #launch(): Promise<void> {
    const { accessKeyId, secretAccessKey } = testKeys
    const child = fork(
      program('test-server-main'),
      [this.#folder, String(this.port), testRegion, accessKeyId, secretAccessKey],
      {
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
