import { randomUUID } from 'node:crypto'
import { JobQueue } from '../job-queue/job-queue.ts'
import { startServers } from './servers.ts'
import type { TestServers } from './servers.ts'

/** Real servers, and job queues on them. */
export interface TestBench {
  readonly servers: TestServers
  /** Creates a new job queue with all its buckets and queues. */
  queue(layout?: 'in-out' | 'single'): Promise<JobQueue>
  stop(): Promise<void>
}

export async function startBench(): Promise<TestBench> {
  const servers = await startServers()
  const clients = servers.clients()
  return {
    servers,
    async queue(layout = 'in-out') {
      const name = `q-${randomUUID().slice(0, 8)}`
      const config = { name, layout, statuses: ['pending', 'inprogress', 'completed'] }
      const queue = new JobQueue({ config, clients })
      await queue.ensure()
      return queue
    },
    stop: () => servers.stop(),
  }
}

/** Waits for a change after which `read` returns a value. */
export function until<T>(
  source: { onChange(listener: () => void): () => void },
  read: () => T | null | undefined | false,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const check = (): void => {
      try {
        const value = read()
        if (value === null || value === undefined || value === false) return
        stop()
        resolve(value)
      } catch (error) {
        stop()
        reject(error)
      }
    }
    const stop = source.onChange(check)
    check()
  })
}
