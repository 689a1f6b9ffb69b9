import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const startMs = 90_000

/** Returns a free port on 127.0.0.1. */
export async function freePort(): Promise<number> {
  const server = createServer().listen({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** A server in its own process. */
export class ServerProcess implements AsyncDisposable {
  readonly #child: ChildProcess
  #said = ''

  private constructor(program: string, args: readonly string[]) {
    this.#child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const keep = (chunk: Buffer): void => {
      this.#said = `${this.#said}${chunk.toString()}`.slice(-4_000)
    }
    this.#child.stdout?.on('data', keep)
    this.#child.stderr?.on('data', keep)
    this.#child.on('error', (error) => keep(Buffer.from(error.message)))
  }

  /** Starts a server and waits for any response. If it exits before that, throws the end of its output. */
  static async start(program: string, args: readonly string[], address: string): Promise<ServerProcess> {
    const server = new ServerProcess(program, args)
    const deadlineMs = performance.now() + startMs
    for (;;) {
      const answered = await fetch(address, { signal: AbortSignal.timeout(5_000) }).catch(() => null)
      if (answered !== null) return server
      if (server.#child.exitCode !== null || performance.now() > deadlineMs) {
        await server[Symbol.asyncDispose]()
        throw new Error(`It did not start: ${server.#said.trim().split('\n').at(-1) ?? ''}`)
      }
      await pause(200)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.pid === undefined) return
    const exited = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exited
  }
}
