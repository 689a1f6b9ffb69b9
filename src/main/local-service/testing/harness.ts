import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { ChildHandle } from '../process/child-handle.ts'
import type { LocalKeys } from '../process/keys.ts'
import { launchNode } from '../process/launch-node.ts'
import { LocalService } from '../process/local-service.ts'
import type { LocalServiceSnapshot } from '../process/local-service.ts'

export const keys: LocalKeys = {
  accessKeyId: 'LOCALABCDEFGHIJKLMNO',
  secretAccessKey: 'abcdefghijklmnopqrstuvwxyz0123456789+/AB',
}

/** Creates a folder for a test. `dispose` removes it. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'local-service-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** A LocalService with real server processes, and the snapshots it has reported. */
export class Harness {
  readonly service: LocalService
  readonly log: string[] = []
  readonly #snapshots: LocalServiceSnapshot[] = []
  readonly #watchers = new Set<() => void>()
  /** Called when the service reports that queues or messages have changed. */
  onQueuesChanged: () => void = () => undefined

  constructor(dataFolder: string, port = 0) {
    this.service = new LocalService({
      dataFolder,
      preferredPort: port,
      keys,
      launch: () => this.launch(),
      onLog: (line) => this.log.push(line),
      onQueuesChanged: () => this.onQueuesChanged(),
      onChange: (snapshot) => {
        this.#snapshots.push(snapshot)
        for (const watch of this.#watchers) watch()
      },
    })
  }

  launch(): ChildHandle {
    return launchNode({
      nodePath: process.execPath,
      scriptPath: fileURLToPath(new URL('../process/server.ts', import.meta.url)),
      onLog: (line) => this.log.push(line),
    })
  }

  get snapshots(): readonly LocalServiceSnapshot[] {
    return this.#snapshots
  }

  /** Starts the service. Throws its log if it does not become ready. */
  async ready(): Promise<string> {
    const { endpoint } = await this.service.start()
    if (endpoint === null) throw new Error(this.log.join('\n'))
    return endpoint
  }

  /** Resolves with the next snapshot that `fits` accepts. */
  next(fits: (snapshot: LocalServiceSnapshot) => boolean): Promise<LocalServiceSnapshot> {
    return new Promise((resolve) => {
      const watch = (): void => {
        const last = this.#snapshots.at(-1)
        if (last === undefined || !fits(last)) return
        this.#watchers.delete(watch)
        resolve(last)
      }
      this.#watchers.add(watch)
    })
  }

  /** Kills the process like `kill -9`. Resolves when the next one is ready. */
  async crash(): Promise<string> {
    const again = this.next(({ state }) => state === 'ready')
    const { pid } = this.service
    if (pid === undefined) throw new Error('There is no process.')
    process.kill(pid, 'SIGKILL')
    return (await again).endpoint ?? ''
  }

  s3(endpoint: string, credentials: LocalKeys = keys): S3Client {
    return new S3Client({ endpoint, region: 'us-west-1', credentials, forcePathStyle: true, maxAttempts: 1 })
  }

  sqs(endpoint: string, credentials: LocalKeys = keys, region = 'us-west-1'): SQSClient {
    return new SQSClient({ endpoint, region, credentials, maxAttempts: 1 })
  }
}

/** Returns a port that another program listens on until `dispose`. */
export async function takenPort(): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer().listen({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}

/** Returns a port that nobody listens on. */
export async function freePort(): Promise<number> {
  await using taken = await takenPort()
  return taken.port
}
